import { clsx } from 'clsx';
import Link from 'next/link';
import { formatChange, formatMoney } from '@/components/lib/format';

type Props = {
  minor: bigint;
  /** The items behind the number. */
  href?: string | null;
  /** Differences and changes carry a plus. */
  change?: boolean;
  className?: string;
};

/** An amount with its sign and currency. Zero is quiet; unknown amounts are words and do not come here. */
export function Amount({ minor, href, change = false, className }: Props) {
  const text = change ? formatChange(minor) : formatMoney(minor);
  const look = clsx(minor === 0n && 'zero', className);
  if (!href) return <span className={look}>{text}</span>;
  return (
    <Link href={href} className={clsx('num', look)}>
      {text}
    </Link>
  );
}
