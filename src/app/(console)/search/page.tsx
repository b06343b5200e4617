import type { Metadata } from 'next';
import { Guard } from '@/app/guard';
import { Search } from '@/components/search/search';

export const metadata: Metadata = { title: 'Search' };

export default function SearchPage() {
  return (
    <Guard needs="search" title="Search">
      <Search />
    </Guard>
  );
}
