/** The lineage graph of one parcel: five columns, an amount on every edge, and totals that say where a cent goes missing. */
export const COLUMNS = ['bank', 'parcel', 'events', 'lines', 'documents'] as const;
export type Column = (typeof COLUMNS)[number];

/** Colours and icons of states; `plain` is drawn neutral, `absent` dashed: something nobody has asked for or not there yet. */
export const NODE_STATES = [
  'plain',
  'absent',
  'posted',
  'inflight',
  'exception',
  'unknown',
  'held',
  'rejected',
  'duplicate',
] as const;
export type NodeState = (typeof NODE_STATES)[number];

export type GraphNode = {
  readonly id: string;
  readonly column: Column;
  /** Row it stands in; null where the place follows from what leads to it. */
  readonly row: number | null;
  readonly label: string;
  readonly sub: string | null;
  /** Debit positive for lines and documents, sign of the money for the others; null for what has no amount. */
  readonly amountMinor: bigint | null;
  /** Journal lines and documents say Dr or Cr. */
  readonly sided: boolean;
  /** With adjustments that move no cash; equal to `amountMinor` where there are none. */
  readonly fullMinor: bigint | null;
  readonly state: NodeState;
  readonly nonCash: boolean;
  readonly eventId: string | null;
  /** What stops it, with the cause people work on. */
  readonly causeId: string | null;
  readonly causeTitle: string | null;
  /** When it came to be; nothing is known before that. */
  readonly since: Date | null;
};

export type GraphEdge = {
  readonly from: string;
  readonly to: string;
  readonly amountMinor: bigint;
  readonly state: 'plain' | 'rejected';
  readonly nonCash: boolean;
  readonly rule: string | null;
  readonly ruleVersion: number | null;
};

/** A column's cash. `differenceMinor` is to the column before it; `state` and `note` say what the difference is. */
export type ColumnTotal = {
  readonly column: Column;
  readonly amountMinor: bigint | null;
  readonly differenceMinor: bigint | null;
  readonly state: NodeState;
  readonly note: string | null;
};

export type Graph = {
  readonly nodes: GraphNode[];
  readonly edges: GraphEdge[];
  readonly totals: ColumnTotal[];
  readonly rows: number;
  readonly shownEvents: number;
  readonly allEvents: number;
  readonly ruleVersions: number[];
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
  readonly nonCashLines: number;
};
