import { words as bankDeposits } from '@/flows/bank-deposits/words';
import type { Words } from '@/flows/flow';
import { words as refundToDisbursement } from '@/flows/refund-to-disbursement/words';
import { words as remittanceToCash } from '@/flows/remittance-to-cash/words';

/** What people call the things of each flow, for the browser. The rest of a flow never reaches it. */
const WORDS: Readonly<Record<string, Words>> = {
  'remittance-to-cash': remittanceToCash,
  'bank-deposits': bankDeposits,
  'refund-to-disbursement': refundToDisbursement,
};

/** Words of what no flow takes, and of flows this console does not know. */
const PLAIN: Words = {
  name: 'No flow',
  parcel: { one: 'parcel', many: 'parcels' },
  item: { one: 'item', many: 'items' },
  received: 'Received',
  types: {},
  identifiers: {},
};

/** The flow that screens show where no flow is named. */
export const FIRST_FLOW = 'remittance-to-cash';

/** The words of a flow. `undefined`: of the flow that screens show where no flow is named. */
export const wordsOf = (flow: string | null | undefined): Words =>
  (flow === null ? undefined : WORDS[flow ?? FIRST_FLOW]) ?? (flow ? { ...PLAIN, name: flow } : PLAIN);

/** What people call an event type; the type itself where nobody has named it. */
export const typeWord = (flow: string | null | undefined, type: string): string => wordsOf(flow).types[type] ?? type;

/** `3 requests`, `1 bank line`. */
export function countItems(flow: string | null | undefined, count: number): string {
  const { one, many } = wordsOf(flow).item;
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** `2 remits`, `1 deposit`. */
export function countParcels(flow: string | null | undefined, count: number): string {
  const { one, many } = wordsOf(flow).parcel;
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
