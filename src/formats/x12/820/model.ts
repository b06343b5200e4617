/**
 * The typed records of a premium payment: 820 (005010X218 payroll deducted, 005010X306 exchange). Amounts are minor units
 * of USD with the sign of the file.
 */
import type { Span } from '../../finding';
import type { Loop, LoopHandler, SetHeader } from '../loops/model';
import type { CodedDate, Party, Qualified } from '../loops/records';

/** BPR and TRN with the parties of the header. */
export type PremiumPayment = {
  readonly span: Span;
  readonly hasPayment: boolean;
  readonly handling: string;
  readonly amountMinor: bigint;
  readonly creditDebit: string;
  readonly method: string;
  readonly date: string;
  /** CUR02; empty when no CUR stands. */
  readonly currency: string;
  /** TRN02. */
  readonly trace: string;
  readonly references: readonly Qualified[];
  readonly receiver: Party | null;
  readonly payer: Party | null;
};

/** ADX: reason and amount. */
export type PremiumAdjustment = {
  readonly span: Span;
  readonly amountMinor: bigint;
  readonly reason: string;
};

/** Loop 2300: one RMR. */
export type PremiumItem = {
  readonly span: Span;
  readonly path: string;
  readonly segmentNumber: number;
  /** RMR01 and RMR02: which invoice, contract or account is paid. */
  readonly qualifier: string;
  readonly reference: string;
  readonly paidMinor: bigint;
  /** RMR05, what was billed. */
  readonly billedMinor: bigint;
  readonly references: readonly Qualified[];
  readonly dates: readonly CodedDate[];
  readonly adjustments: readonly PremiumAdjustment[];
  readonly loop: Loop;
};

/** Loop 2000 above an item: ENT and the individual it is about. */
export type PremiumEntity = {
  readonly number: string;
  readonly idQualifier: string;
  readonly id: string;
  readonly individual: Party | null;
  /** ADX of the entity itself, which belong to none of its items. */
  readonly adjustments: readonly PremiumAdjustment[];
  readonly loop: Loop;
};

/** Receives the file as it is read. A plain object. `entity` is `null` for items without ENT. */
export type Handler820 = LoopHandler & {
  payment?(payment: PremiumPayment, header: SetHeader): void;
  item?(item: PremiumItem, entity: PremiumEntity | null, header: SetHeader): void;
};
