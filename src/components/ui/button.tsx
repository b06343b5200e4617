import { clsx } from 'clsx';
import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { Icon } from './icon';

type Look = 'primary' | 'plain' | 'danger' | 'default';
const LOOKS: Readonly<Record<Look, string>> = {
  primary: 'btn primary',
  plain: 'btn plain',
  danger: 'btn danger',
  default: 'btn',
};

type Props = Omit<ComponentProps<'button'>, 'disabled'> & {
  look?: Look;
  /** Why it cannot be used now. It stays focusable and says so, because a dead button explains nothing. */
  reason?: string | null;
  /** What it is doing; shown instead of its words, and it ignores clicks meanwhile. */
  working?: string | null;
  hint?: string;
};

/** One primary button per view; its words say what happens and to how many. */
export function Button({ look = 'default', reason, working, hint, className, children, onClick, ...rest }: Props) {
  const off = Boolean(reason ?? working);
  return (
    <button
      type="button"
      {...rest}
      className={clsx(LOOKS[look], className)}
      aria-disabled={off || undefined}
      title={reason ?? rest.title}
      onClick={(event) => (off ? event.preventDefault() : onClick?.(event))}
    >
      {working ? <Icon name="clock" size={14} /> : null}
      {working ?? children}
      {hint && !working ? <kbd>{hint}</kbd> : null}
    </button>
  );
}

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function ButtonLink({ href, look = 'default', children }: { href: string; look?: Look; children: ReactNode }) {
  return (
    <Link href={href} className={LOOKS[look]}>
      {children}
    </Link>
  );
}
