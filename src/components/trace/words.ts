import { formatMoney } from '@/components/lib/format';
import type { StateName } from '@/components/lib/places';
import type { Node } from './queries';

/** Amounts inside the graph: one currency is said once, above it. */
export const formatFigure = (minor: bigint): string => formatMoney(minor).replace('$', '');

/** `Dr 48,211.37`: debit positive, credit negative. */
export const formatSided = (minor: bigint): string =>
  `${minor < 0n ? 'Cr' : 'Dr'} ${formatFigure(minor < 0n ? -minor : minor)}`;

export const isState = (state: Node['state']): state is StateName => state !== 'plain' && state !== 'absent';

/** States in which a node is drawn in its colour; posted and plain stay quiet. */
export const isLoud = (state: Node['state']): state is StateName => isState(state) && state !== 'posted';
