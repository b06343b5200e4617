import { createHash } from 'node:crypto';

/**
 * One frozen set of rows per claim: a record, a natural key, an event and 28 lineage edges per five claims, with the columns,
 * indexes and sizes of the first schema. It never changes, so that claims per second can be compared with its COPY whatever
 * the product's own tables become.
 */
export const FROZEN_SCHEMA = `
CREATE SCHEMA frozen;
CREATE TABLE frozen.record (
  id uuid NOT NULL, artifact_id uuid NOT NULL, remit_id uuid NOT NULL, ordinal int NOT NULL,
  kind text NOT NULL CHECK (kind IN ('claim', 'plb')), byte_offset bigint NOT NULL, byte_length int NOT NULL, pair smallint NOT NULL DEFAULT 0,
  provider_number text, path text NOT NULL, amount_minor bigint NOT NULL, PRIMARY KEY (id)
);
CREATE INDEX ON frozen.record (remit_id, ordinal);
CREATE TABLE frozen.event_key (natural_key bytea PRIMARY KEY, event_id uuid NOT NULL);
CREATE TABLE frozen.event (
  id uuid NOT NULL, remit_id uuid NOT NULL, artifact_id uuid NOT NULL, record_id uuid, ordinal int NOT NULL,
  type text NOT NULL, version smallint NOT NULL DEFAULT 1, amount_minor bigint NOT NULL, facts jsonb NOT NULL,
  identifiers bytea, key_version int NOT NULL DEFAULT 1, partition_key bytea NOT NULL, account_index bytea, control_index bytea,
  payer_id uuid, facility_id uuid, entity_code text, business_date date NOT NULL, period char(7), prior_period char(7),
  state text NOT NULL CHECK (state IN ('ready', 'mapped', 'posted', 'exception', 'held', 'duplicate', 'rejected')),
  posting_id uuid, cause_id uuid, release_count int NOT NULL DEFAULT 0, hold_until date, hold_reason text,
  ready_at timestamptz NOT NULL DEFAULT now(), posted_at timestamptz, created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (id)
);
CREATE INDEX ON frozen.event (ready_at, id) WHERE state = 'ready';
CREATE INDEX ON frozen.event (partition_key, id) WHERE state IN ('ready', 'mapped', 'exception', 'held');
CREATE INDEX ON frozen.event (remit_id, ordinal);
CREATE INDEX ON frozen.event (posting_id) WHERE posting_id IS NOT NULL;
CREATE INDEX ON frozen.event (cause_id, id) WHERE state IN ('exception', 'held');
CREATE INDEX ON frozen.event (account_index) WHERE account_index IS NOT NULL;
CREATE INDEX ON frozen.event (control_index) WHERE control_index IS NOT NULL;
CREATE INDEX ON frozen.event (amount_minor);
CREATE TABLE frozen.lineage_edge (
  id uuid NOT NULL, event_id uuid NOT NULL, posting_id uuid NOT NULL, line_no int NOT NULL, amount_minor bigint NOT NULL,
  rule text NOT NULL, rule_version int NOT NULL, PRIMARY KEY (id)
);
CREATE INDEX ON frozen.lineage_edge (event_id);
CREATE INDEX ON frozen.lineage_edge (posting_id, line_no);
`;

export const FROZEN_TABLES = ['record', 'event_key', 'event', 'lineage_edge'] as const;
export type FrozenTable = (typeof FROZEN_TABLES)[number];

const CLAIMS_PER_REMIT = 100;
/** Edges of five claims in turn: 28. */
const EDGES = [5, 6, 5, 6, 6] as const;
const RULES = [
  'claim.paid',
  'claim.receivable',
  'claim.contractual',
  'claim.allowance',
  'claim.patient',
  'claim.other',
];
const PERIOD = '2026-11';
const DAY = '2026-11-29';
const AT = '2026-11-29 12:00:00+00';
const NULL = '\\N';

/** An id that sorts by its number, as those of one file do. */
const id = (kind: number, n: number): string =>
  `01a1c000-${kind.toString(16).padStart(4, '0')}-7000-8000-${n.toString(16).padStart(12, '0')}`;
const hash = (text: string, bytes: number): string =>
  `\\\\x${createHash('sha512')
    .update(text)
    .digest('hex')
    .slice(0, bytes * 2)}`;

/** The rows of this many claims, per table as the text that COPY reads; the same on every run. */
export function frozenRows(claims: number): { readonly rows: number; readonly text: ReadonlyMap<FrozenTable, Buffer> } {
  const lines: Record<FrozenTable, string[]> = { record: [], event_key: [], event: [], lineage_edge: [] };
  let edges = 0;
  for (let n = 0; n < claims; n += 1) {
    const paid = 5_000 + ((n * 7_919) % 400_000);
    lines.record.push(recordRow(n, paid));
    lines.event_key.push([hash(`natural-${n}`, 32), id(3, n)].join('\t'));
    lines.event.push(eventRow(n, paid));
    for (let edge = 0; edge < (EDGES[n % EDGES.length] ?? 0); edge += 1) {
      lines.lineage_edge.push(edgeRow(edges, n, edge, paid));
      edges += 1;
    }
  }
  const text = new Map(FROZEN_TABLES.map((table) => [table, Buffer.from(`${lines[table].join('\n')}\n`)]));
  return { rows: claims * 3 + edges, text };
}

const remitOf = (n: number): number => Math.floor(n / CLAIMS_PER_REMIT);

function recordRow(n: number, paid: number): string {
  const ordinal = n % CLAIMS_PER_REMIT;
  const place = [700 + ordinal * 640, 640, 0, NULL, `ISA[1]/GS[1]/ST[1]/LX[1]/CLP[${ordinal + 1}]`];
  return [id(2, n), id(0, remitOf(n)), id(1, remitOf(n)), ordinal, 'claim', ...place, paid].join('\t');
}

function eventRow(n: number, paid: number): string {
  const charge = paid * 2 + (n % 977);
  const facts = {
    kind: 'claim',
    status: '1',
    filingIndicator: '12',
    chargeMinor: String(charge),
    paidMinor: String(paid),
    adjustments: [
      { group: 'CO', reason: '45', amountMinor: String(charge - paid - 2_500) },
      { group: 'PR', reason: '2', amountMinor: '2500' },
    ],
    balanced: true,
    hints: {
      accountPrefix: 'LKG',
      providerIds: ['2000000101'],
      ts301: null,
      payeeNpi: '2000000101',
      payeeTin: '891000100',
    },
  };
  // Sealed: a nonce, the text of two identifiers, a tag.
  const sealed = hash(`sealed-a-${n}`, 50) + hash(`sealed-b-${n}`, 40).slice(3);
  const keys = [hash(`order-${n}`, 16), hash(`account-${n}`, 16), hash(`control-${n}`, 16)];
  const scope = [id(5, n % 12), id(6, n % 9), '100', DAY, PERIOD, NULL];
  const standing = ['posted', id(4, remitOf(n)), NULL, 0, NULL, NULL, AT, AT, AT];
  const head = [
    id(3, n),
    id(1, remitOf(n)),
    id(0, remitOf(n)),
    id(2, n),
    n % CLAIMS_PER_REMIT,
    'payment.posted',
    1,
    paid,
  ];
  return [...head, JSON.stringify(facts), sealed, 1, ...keys, ...scope, ...standing].join('\t');
}

const edgeRow = (at: number, n: number, edge: number, paid: number): string =>
  [
    id(7, at),
    id(3, n),
    id(4, remitOf(n)),
    edge + 1,
    edge % 2 === 0 ? paid : -paid,
    RULES[edge] ?? 'claim.other',
    1,
  ].join('\t');
