import type { Metadata } from 'next';
import { Screen } from '@/components/shell/screen';

export const metadata: Metadata = { title: 'Overview' };

export default function OverviewPage() {
  return <Screen title="Overview">{null}</Screen>;
}
