/** The typed records of a claim status request: 276 (005010X212). */
import type { Span } from '../../finding';
import type { Loop, LoopHandler, SetHeader } from '../loops/model';
import type { CodedDate, Party, Qualified } from '../loops/records';

/** Loop 2210: the service line asked about. Amounts are minor units of USD. */
export type InquiredService = {
  readonly span: Span;
  readonly procedure: readonly string[];
  readonly chargeMinor: bigint;
  readonly revenueCode: string;
  readonly units: string;
  readonly references: readonly Qualified[];
  readonly dates: readonly CodedDate[];
};

/** Loop 2200: one claim asked about; the answer repeats its trace. */
export type StatusInquiry = {
  readonly span: Span;
  readonly path: string;
  /** TRN02. */
  readonly trace: string;
  /** AMT*T3. */
  readonly chargeMinor: bigint;
  readonly references: readonly Qualified[];
  readonly dates: readonly CodedDate[];
  readonly services: readonly InquiredService[];
};

/** One HL: 20 source, 21 receiver, 19 provider, 22 subscriber, 23 dependent. */
export type InquiryNode = {
  readonly span: Span;
  readonly path: string;
  readonly hl: string;
  readonly parent: string;
  readonly level: string;
  readonly name: Party | null;
  /** DMG02 and DMG03. */
  readonly birthDate: string;
  readonly gender: string;
  readonly inquiries: readonly StatusInquiry[];
  readonly loop: Loop;
};

/** Receives the file as it is read. A plain object. */
export type Handler276 = LoopHandler & {
  node?(node: InquiryNode, ancestors: readonly Loop[], header: SetHeader): void;
};
