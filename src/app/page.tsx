import { redirect } from 'next/navigation';
import { routes } from '@/components/lib/routes';

export default function Home() {
  redirect(routes.overview());
}
