import { formatMoney } from '@/components/lib/format';

/** Amounts inside a table: the currency is said once, in its head. */
export const figure = (minor: bigint): string => formatMoney(minor).replace('$', '');
