/** What this ERP keeps under a caller's key, with the start of its numbers and the part of the path it is reached by. */
const KINDS = {
  journal: { prefix: 'JRN', resource: 'journals' },
  invoice: { prefix: 'INV', resource: 'invoices' },
  'ap-invoice': { prefix: 'APV', resource: 'ap-invoices' },
  receipt: { prefix: 'RCT', resource: 'receipts' },
  statistical: { prefix: 'STA', resource: 'statistical-journals' },
  'stock-move': { prefix: 'STM', resource: 'stock-moves' },
  reservation: { prefix: 'RSV', resource: 'reservations' },
  'purchase-request': { prefix: 'PRQ', resource: 'purchase-requests' },
  void: { prefix: 'VOI', resource: 'voids' },
} as const;

export type DocumentKind = keyof typeof KINDS;

/** Kinds whose documents hold no money: their answers carry neither debits nor credits. */
const WITHOUT_MONEY: ReadonlySet<DocumentKind> = new Set([
  'statistical',
  'stock-move',
  'reservation',
  'purchase-request',
]);

export const holdsMoney = (kind: DocumentKind): boolean => !WITHOUT_MONEY.has(kind);
export const prefixOf = (kind: DocumentKind): string => KINDS[kind].prefix;
export const resourceOf = (kind: DocumentKind): string => KINDS[kind].resource;
export const DOCUMENT_KINDS = Object.keys(KINDS) as readonly DocumentKind[];

/** What a fault or an answer time can be limited to: the kinds of document, and what else can be asked. */
export const CALL_KINDS = [
  ...DOCUMENT_KINDS,
  'payment',
  'payment-status',
  'stock',
  'balances',
  'master',
] as const satisfies readonly string[];

export type CallKind = (typeof CALL_KINDS)[number];

const OTHER_RESOURCES: Readonly<Record<string, CallKind>> = {
  payments: 'payment',
  'payment-status': 'payment-status',
  stock: 'stock',
  balances: 'balances',
  'key-totals': 'balances',
  'statistical-balances': 'balances',
  periods: 'master',
};

/** The kind of call a path makes; null when it is none of those a fault can be limited to. */
export function kindOfPath(pathname: string): CallKind | null {
  if (pathname.startsWith('/api/master')) return 'master';
  if (pathname.endsWith('/void')) return 'void';
  const resource = /^\/api\/companies\/[^/]+\/([^/]+)/.exec(pathname)?.[1] ?? '';
  return DOCUMENT_KINDS.find((kind) => KINDS[kind].resource === resource) ?? OTHER_RESOURCES[resource] ?? null;
}
