'use client';
import { useRouter } from 'next/navigation';
import { useKeys } from '@/components/lib/keys';
import { routes } from '@/components/lib/routes';

type Options = {
  readonly mayWork: boolean;
  readonly itemId: string | null;
  readonly onAssign: () => void;
  readonly onDefer: () => void;
};

const focus = (id: string): void => {
  const target = document.getElementById(id);
  target?.scrollIntoView({ block: 'nearest' });
  target?.focus();
};

/** Keys of one cause. They open and focus; none of them sends. */
export function usePaneKeys({ mayWork, itemId, onAssign, onDefer }: Options): void {
  const router = useRouter();
  useKeys({
    ...(mayWork ? { a: onAssign, h: onDefer, m: () => focus('cause-note') } : {}),
    c: () => focus('cure'),
    r: () => focus('cure-go'),
    ...(itemId ? { t: () => router.push(routes.traceEvent(itemId)) } : {}),
  });
}
