import type { FiscalPeriod } from './period';

export type FacilityRow = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly entity: string;
  readonly costCenter: string | null;
  /** The target system's own code; null posts without a facility dimension. */
  readonly erpCode: string | null;
  readonly provisional: boolean;
};
export type PayerRow = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly payerClass: string;
};

/** All reference data a flow's decision may look at, as of one revision. Immutable; a change makes a new one. */
export type Master = {
  readonly revision: bigint;
  /** The database's date, YYYY-MM-DD. */
  readonly today: string;
  /** By code. */
  readonly facilities: ReadonlyMap<string, FacilityRow>;
  /** Confirmed facilities per legal entity. */
  readonly facilitiesPerEntity: ReadonlyMap<string, number>;
  /** By code. */
  readonly payers: ReadonlyMap<string, PayerRow>;
  /** The code an outside value meant on a date, or `undefined`. */
  readonly lookup: (kind: string, key: string, onDate: string) => string | undefined;
  /** Current translations of one kind: key to target. */
  readonly current: (kind: string) => Readonly<Record<string, string>>;
  readonly accountActive: ReadonlyMap<string, boolean>;
  /** By `entity|code`. */
  readonly costCenterActive: ReadonlyMap<string, boolean>;
  /** Fiscal periods per legal entity, in order. */
  readonly calendars: ReadonlyMap<string, readonly FiscalPeriod[]>;
};
