import { formatCount, formatMoney } from '@/components/lib/format';
import { shortHash } from './cure-words';

/** Count, dollars and hash of a set: what a person agrees to, wherever they agree. */
export function SetFigures({ items, amountMinor, hash }: { items: number; amountMinor: bigint; hash: string }) {
  return (
    <dl>
      <dt>Items</dt>
      <dd className="b">{formatCount(items)}</dd>
      <dt>Paid</dt>
      <dd className="b">{formatMoney(amountMinor)}</dd>
      <dt>Set hash, sha256</dt>
      <dd className="hash" title={hash}>
        {shortHash(hash)}
      </dd>
    </dl>
  );
}
