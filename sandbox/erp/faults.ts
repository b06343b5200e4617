import { z } from 'zod';
import type { Prng } from '../prng';
import { CALL_KINDS, type CallKind } from './kinds';

/**
 * What can go wrong between a caller and an ERP. Those named `after-commit` book the document and then hide it: they
 * are the ones a caller can only survive by asking before he sends again.
 */
const FAULT_MODES = [
  'ok',
  'error-before-commit',
  'error-after-commit',
  'timeout-before-commit',
  'timeout-after-commit',
  'reset-after-commit',
  'truncated-200',
  'throttle',
  'throttle-bare',
  'slow',
  'wrong-amount',
  'unavailable',
] as const;

type FaultMode = (typeof FAULT_MODES)[number];

/** Modes that strike before the request is looked at, and can therefore strike reads as well. */
const EARLY_MODES: ReadonlySet<FaultMode> = new Set([
  'error-before-commit',
  'timeout-before-commit',
  'throttle',
  'throttle-bare',
  'slow',
  'unavailable',
]);

export const isEarly = (mode: FaultMode): boolean => EARLY_MODES.has(mode);

/** The longest a request is held without an answer. */
const HOLD_MAX_MS = 120_000;

export const faultSchema = z.object({
  mode: z.enum(FAULT_MODES),
  rate: z.number().min(0).max(1).default(1),
  /** How many requests it may strike before it is spent; without it the fault stays until deleted. */
  count: z.int().min(1).max(1_000_000).optional(),
  company: z.string().optional(),
  /** What it is limited to; without it the fault strikes every kind. */
  kind: z.enum(CALL_KINDS).optional(),
  /** Which requests it may strike; `unavailable` means all unless told otherwise, everything else means writes. */
  on: z.enum(['write', 'read', 'all']).optional(),
  /** Hold of the timeouts and delay of `slow`. */
  delayMs: z.int().min(0).max(HOLD_MAX_MS).optional(),
  retryAfterSeconds: z.int().min(0).max(3_600).default(1),
});

type FaultOrder = z.infer<typeof faultSchema>;

export type Fault = {
  readonly id: number;
  readonly mode: FaultMode;
  readonly rate: number;
  readonly company: string | null;
  readonly kind: CallKind | null;
  readonly on: 'write' | 'read' | 'all';
  readonly delayMs: number;
  readonly retryAfterSeconds: number;
  readonly struck: number;
  /** Strikes left; null when without limit. */
  readonly left: number | null;
};

export const FAULTS_MAX = 50;
const SLOW_DEFAULT_MS = 5_000;

/** The list of orders in force and the seeded dice that decide which request each of them strikes. */
export function createFaults(prng: Prng) {
  let faults: Fault[] = [];
  let lastId = 0;
  return {
    list: (): readonly Fault[] => faults,
    clear: (): void => {
      faults = [];
    },
    /** Puts a fault in force; `ok` ends those of the same company and kind (or all). Null when the list is full. */
    add(order: FaultOrder): Fault | null {
      if (order.mode === 'ok') {
        faults = faults.filter((fault) => {
          const sameCompany = order.company === undefined || fault.company === order.company;
          return !(sameCompany && (order.kind === undefined || fault.kind === order.kind));
        });
      }
      if (faults.length >= FAULTS_MAX) return null;
      lastId += 1;
      const fault: Fault = {
        id: lastId,
        mode: order.mode,
        rate: order.rate,
        company: order.company ?? null,
        kind: order.kind ?? null,
        on: order.on ?? (order.mode === 'unavailable' ? 'all' : 'write'),
        delayMs: order.delayMs ?? (order.mode === 'slow' ? SLOW_DEFAULT_MS : HOLD_MAX_MS),
        retryAfterSeconds: order.retryAfterSeconds,
        struck: 0,
        left: order.count ?? null,
      };
      if (order.mode !== 'ok') faults.push(fault);
      return fault;
    },
    /** The first fault that strikes this request, or null. Each fault in question throws its dice once. */
    strike(company: string | null, access: 'write' | 'read', kind: CallKind | null = null): Fault | null {
      for (const [index, fault] of faults.entries()) {
        if (fault.company !== null && fault.company !== company) continue;
        if (fault.kind !== null && fault.kind !== kind) continue;
        if (fault.on !== 'all' && fault.on !== access) continue;
        // A late mode hides a commit; a read commits nothing that could be hidden.
        if (access === 'read' && !isEarly(fault.mode)) continue;
        if (fault.left === 0 || prng.next() >= fault.rate) continue;
        const struck = { ...fault, struck: fault.struck + 1, left: fault.left === null ? null : fault.left - 1 };
        faults[index] = struck;
        return struck;
      }
      return null;
    },
  };
}

export type Faults = ReturnType<typeof createFaults>;
