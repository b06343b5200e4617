'use client';
import type { MouseEvent } from 'react';
import { formatAge } from '@/components/lib/format';
import { Icon } from '@/components/ui/icon';

/** A plain click stays on the page; any other click is a link like any other. */
export const within = (go: (href: string) => void, href: string) => (event: MouseEvent) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  go(href);
};

export function Due({ dueAt, asOf }: { dueAt: Date; asOf: Date }) {
  const left = dueAt.getTime() - asOf.getTime();
  if (left >= 0) return <span className="s q">due in {formatAge(left)}</span>;
  return (
    <span className="s late">
      <Icon name="exception" size={10} />
      Late {formatAge(-left)}
    </span>
  );
}
