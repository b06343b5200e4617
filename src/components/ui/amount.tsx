import { clsx } from 'clsx';
import Link from 'next/link';
import { formatAsset, formatChange } from '@/components/lib/format';

type Props = {
  minor: bigint;
  /** What it is an amount of; dollars where it is not said. */
  asset?: string | null;
  /** The items behind the number. */
  href?: string | null;
  /** Differences and changes carry a plus. */
  change?: boolean;
  className?: string;
};

/** An amount with its sign and currency. Zero is quiet; unknown amounts are words and do not come here. */
export function Amount({ minor, asset, href, change = false, className }: Props) {
  const text = change ? formatChange(minor) : formatAsset(minor, asset);
  const look = clsx(minor === 0n && 'zero', className);
  if (!href) return <span className={look}>{text}</span>;
  return (
    <Link href={href} className={clsx('num', look)}>
      {text}
    </Link>
  );
}
