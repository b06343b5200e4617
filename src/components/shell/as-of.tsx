'use client';
import { Time } from '@/components/lib/display';
import { Icon } from '@/components/ui/icon';

/** When the numbers on this screen were read. Grey and said so when the last read failed. */
export function AsOf({ at, stale = false }: { at: Date; stale?: boolean }) {
  return (
    <>
      <Icon name={stale ? 'held' : 'posted'} size={8} state={stale ? 'held' : 'posted'} />
      <span>
        {stale ? 'Not updating, as of ' : 'As of '}
        <Time at={at} as="moment-zone" />
      </span>
    </>
  );
}
