import { addDays, compact } from '../calendar';
import type { Prng } from '../prng';
import { type Facility, type Payer, reference } from '../reference';
import type { Adjustment, Claim, ServiceLine } from './model';

/** Where a claim is made: everything about it that is not its own money. */
export type ClaimSetting = {
  readonly prng: Prng;
  readonly payer: Payer;
  /** Null for an account whose prefix no one knows. */
  readonly facility: Facility | null;
  /** Unique over everything this seed ever sends. */
  readonly serial: string;
  /** YYYY-MM-DD. */
  readonly paymentDate: string;
};

const FIRST_NAMES = 'ALPHA BRAVO CHARLIE DELTA ECHO FOXTROT GOLF HOTEL INDIA JULIETT KILO LIMA MIKE'.split(' ');
const CLINIC_CODES = ['99213', '99214', '99203', '93000', '36415', '80053', '85025', '90471'];
const OUTPATIENT_CODES = ['71046', '74177', '70553', '96413', '99284', '76700', '45378', 'J1885'];
const SURGERY_CODES = ['66984', '29881', '43239', '45380', '27447', '64721'];
const DENTAL_CODES = ['D0120', 'D1110', 'D2740', 'D7140'];
const DENIALS: readonly { reason: string; remarks: readonly string[] }[] = [
  { reason: '197', remarks: [] },
  { reason: '29', remarks: [] },
  { reason: '50', remarks: ['N115'] },
  { reason: '16', remarks: ['N290'] },
  { reason: '16', remarks: ['MA130'] },
];

/** Filing indicators under which federal sequestration is taken (CO-253). */
const SEQUESTERED: ReadonlySet<string> = new Set(['MA', 'MB', '16']);
const SEQUESTRATION_PERCENT = 2n;

/** A claim as this payer would settle it: paid, partly denied, wholly denied or secondary, in the payer's own mix. */
export function createClaim(setting: ClaimSetting, kind: 'any' | 'paid' = 'any'): Claim {
  const { prng, payer, facility } = setting;
  const base = createBase(setting);
  const hospital = facility === null || facility.kind === 'hospital';
  if (kind === 'any' && prng.next() * 100 < payer.denialPercent) return deniedClaim(setting, base);
  const dental = payer.code === 'LKD';
  if (hospital && !dental && prng.chance(payer.filingIndicator === 'MA' ? 0.4 : 0.2)) {
    return inpatientClaim(setting, base);
  }
  if (kind === 'any' && payer.class !== 'Medicaid' && prng.chance(0.06)) return secondaryClaim(setting, base);
  const lines = createLines(setting, (charge) => settleLine(setting, charge, kind === 'any'));
  return withLines(base, lines);
}

/** A claim that pays exactly this much, for the remittances whose sum matters. */
export function createClaimPaying(setting: ClaimSetting, paid: bigint): Claim {
  const base = createBase(setting);
  const discount = (paid * BigInt(setting.payer.contractualPercent)) / BigInt(100 - setting.payer.contractualPercent);
  const adjustments: Adjustment[] = discount > 0n ? [{ group: 'CO', reason: '45', amount: discount }] : [];
  return withLines(base, [createLine(setting, 1, paid + discount, { adjustments, remarks: [] })]);
}

/** A claim whose whole charge is the patient's or the provider's, so that nothing is paid. */
export function createUnpaidClaim(setting: ClaimSetting): Claim {
  const base = createBase(setting);
  if (setting.prng.chance(0.5)) return deniedClaim(setting, base);
  const lines = createLines(setting, (charge) => {
    const discount = percentOf(charge, setting.payer.contractualPercent);
    return {
      adjustments: [
        { group: 'CO', reason: '45', amount: discount },
        { group: 'PR', reason: '1', amount: charge - discount },
      ],
      remarks: [],
    };
  });
  return withLines(base, lines);
}

/** The claim taken back: status 22, every amount negated, group codes kept (005010X221A1 §1.10.2.8). */
export function reverseClaim(claim: Claim): Claim {
  const negate = (each: Adjustment): Adjustment => ({ ...each, amount: -each.amount });
  return {
    ...claim,
    status: '22',
    charge: -claim.charge,
    paid: -claim.paid,
    adjustments: claim.adjustments.map(negate),
    lines: claim.lines.map((line) => ({
      ...line,
      charge: -line.charge,
      paid: -line.paid,
      adjustments: line.adjustments.map(negate),
    })),
    interest: 0n,
    originalControl: claim.payerControl,
  };
}

/** The claim settled anew after its reversal: same charge, less paid, the difference contractual. */
export function correctClaim(claim: Claim, percentKept: number): Claim {
  const kept = percentOf(claim.paid, percentKept);
  const taken: Adjustment = { group: 'CO', reason: '45', amount: claim.paid - kept };
  const corrected = {
    ...claim,
    paid: kept,
    payerControl: `${claim.payerControl}C1`,
    originalControl: claim.payerControl,
    interest: 0n,
  };
  const [first, ...rest] = claim.lines;
  if (!first) return { ...corrected, adjustments: merge([...claim.adjustments, taken]) };
  // The whole difference must fit one line: the first takes what it can pay back, the claim level none.
  const most = claim.lines.reduce((best, line) => (line.paid > best.paid ? line : best), first);
  const cut = taken.amount > most.paid ? most.paid : taken.amount;
  const lines = [first, ...rest].map((line) =>
    line === most
      ? { ...line, paid: line.paid - cut, adjustments: merge([...line.adjustments, { ...taken, amount: cut }]) }
      : line,
  );
  return { ...corrected, paid: claim.paid - cut, lines };
}

/** The claim with interest reported on it, in AMT*I only. */
export const withInterest = (claim: Claim, interest: bigint): Claim => ({ ...claim, interest });

/**
 * The claim short by some dollars that a meaningless adjustment makes up for: it balances and is still wrong. A payer
 * that cannot explain a difference writes CARC 121 or A7.
 */
export function forceBalance(claim: Claim, amount: bigint, reason: '121' | 'A7'): Claim {
  const [first, ...rest] = claim.lines;
  if (!first) throw new RangeError('only a claim with service lines is forced here');
  const short: Adjustment = { group: 'OA', reason, amount };
  return {
    ...claim,
    paid: claim.paid - amount,
    lines: [{ ...first, paid: first.paid - amount, adjustments: merge([...first.adjustments, short]) }, ...rest],
  };
}

type Base = Omit<Claim, 'charge' | 'paid' | 'adjustments' | 'lines'>;

function createBase(setting: ClaimSetting): Base {
  const { prng, payer, facility, serial, paymentDate } = setting;
  const prefix = facility?.accountPrefix ?? reference.unknowns.accountPrefix;
  const serviceTo = addDays(paymentDate, -prng.int(9, 40));
  return {
    account: `${prefix}${serviceTo.slice(2, 4)}-${serial}`,
    facility: prefix.slice(0, 3),
    status: '1',
    filingIndicator: payer.filingIndicator === 'MA' && facility?.kind !== 'hospital' ? 'MB' : payer.filingIndicator,
    payerControl: `${payer.code}${paymentDate.slice(2, 4)}${serial}`,
    facilityType: facilityType(facility),
    inpatient: false,
    patientFirstName: prng.pick(FIRST_NAMES),
    memberId: `SYN${String(prng.int(1, 99_999_999)).padStart(8, '0')}`,
    serviceFrom: compact(serviceTo),
    serviceTo: compact(serviceTo),
    interest: 0n,
    originalControl: null,
  };
}

function facilityType(facility: Facility | null): string {
  if (facility === null || facility.kind === 'hospital') return '13';
  return facility.kind === 'clinic' ? '11' : '24';
}

function withLines(base: Base, lines: readonly ServiceLine[]): Claim {
  const charge = lines.reduce((sum, line) => sum + line.charge, 0n);
  return { ...base, charge, paid: lines.reduce((sum, line) => sum + line.paid, 0n), adjustments: [], lines };
}

type Settlement = { readonly adjustments: readonly Adjustment[]; readonly remarks: readonly string[] };

function createLines(setting: ClaimSetting, settle: (charge: bigint) => Settlement): ServiceLine[] {
  const count = setting.prng.weighted([1, 2, 3, 4], (lines) => 5 - lines);
  const lines: ServiceLine[] = [];
  for (let number = 1; number <= count; number += 1) {
    const charge = chargeFor(setting);
    lines.push(createLine(setting, number, charge, settle(charge)));
  }
  return lines;
}

function createLine(setting: ClaimSetting, number: number, charge: bigint, settlement: Settlement): ServiceLine {
  const adjustments = merge(settlement.adjustments);
  return {
    procedure: setting.prng.pick(codesFor(setting)),
    charge,
    paid: charge - adjustments.reduce((sum, each) => sum + each.amount, 0n),
    units: 1,
    adjustments,
    remarks: settlement.remarks,
    controlNumber: `${setting.serial}L${number}`,
  };
}

function codesFor({ payer, facility }: ClaimSetting): readonly string[] {
  if (payer.code === 'LKD') return DENTAL_CODES;
  if (facility?.kind === 'clinic') return CLINIC_CODES;
  return facility?.kind === 'surgery' ? SURGERY_CODES : OUTPATIENT_CODES;
}

function chargeFor({ prng, payer, facility }: ClaimSetting): bigint {
  if (payer.code === 'LKD') return BigInt(prng.int(6_500, 145_000));
  if (facility?.kind === 'clinic') return BigInt(prng.int(4_500, 48_000));
  if (facility?.kind === 'surgery') return BigInt(prng.int(150_000, 1_200_000));
  return BigInt(prng.int(15_000, 450_000));
}

function settleLine({ prng, payer }: ClaimSetting, charge: bigint, mayDeny: boolean): Settlement {
  if (mayDeny && prng.chance(0.03)) {
    const denial = prng.pick(DENIALS);
    return { adjustments: [{ group: 'CO', reason: denial.reason, amount: charge }], remarks: denial.remarks };
  }
  const discount = percentOf(charge, payer.contractualPercent + prng.int(-8, 8));
  const allowed = charge - discount;
  const adjustments: Adjustment[] = [{ group: 'CO', reason: '45', amount: discount }];
  let patient = 0n;
  if (payer.patientPercent > 0 && prng.chance(0.7)) {
    patient = percentOf(allowed, payer.patientPercent);
    adjustments.push({ group: 'PR', reason: prng.pick(['1', '2', '2', '3']), amount: patient });
  }
  if (SEQUESTERED.has(payer.filingIndicator)) {
    const taken = ((allowed - patient) * SEQUESTRATION_PERCENT) / 100n;
    adjustments.push({ group: 'CO', reason: '253', amount: taken });
  }
  return { adjustments, remarks: [] };
}

/** Denials mostly come as processed primary with nothing paid; status 4 is kept for the patient no one knows. */
function deniedClaim(setting: ClaimSetting, base: Base): Claim {
  const denial = setting.prng.pick(DENIALS);
  const lines = createLines(setting, (charge) => ({
    adjustments: [{ group: 'CO', reason: denial.reason, amount: charge }],
    remarks: denial.remarks,
  }));
  return { ...withLines(base, lines), status: setting.prng.chance(0.1) ? '4' : '1' };
}

function secondaryClaim(setting: ClaimSetting, base: Base): Claim {
  const lines = createLines(setting, (charge) => {
    const prior = percentOf(charge, setting.prng.int(60, 85));
    const discount = percentOf(charge - prior, 40);
    return {
      adjustments: [
        { group: 'OA', reason: '23', amount: prior },
        { group: 'CO', reason: '45', amount: discount },
      ],
      remarks: [],
    };
  });
  return { ...withLines(base, lines), status: '2' };
}

/** An inpatient stay is settled at claim level, without lines; now and then the DRG pays more than was charged. */
function inpatientClaim(setting: ClaimSetting, base: Base): Claim {
  const { prng, payer } = setting;
  const charge = BigInt(prng.int(400_000, 6_000_000));
  const adjustments: Adjustment[] = [];
  if (payer.class === 'Medicare' && prng.chance(0.05)) {
    adjustments.push({ group: 'CO', reason: '94', amount: -percentOf(charge, prng.int(2, 15)) });
  } else {
    adjustments.push({ group: 'CO', reason: '45', amount: percentOf(charge, payer.contractualPercent) });
    if (payer.patientPercent > 0) {
      const left = charge - percentOf(charge, payer.contractualPercent);
      const deductible = BigInt(prng.int(40_000, 167_600));
      adjustments.push({ group: 'PR', reason: '1', amount: deductible < left / 2n ? deductible : left / 2n });
    }
  }
  const before = adjustments.reduce((left, each) => left - each.amount, charge);
  if (SEQUESTERED.has(payer.filingIndicator)) {
    adjustments.push({ group: 'CO', reason: '253', amount: (before * SEQUESTRATION_PERCENT) / 100n });
  }
  const merged = merge(adjustments);
  return {
    ...base,
    facilityType: '11',
    inpatient: true,
    charge,
    paid: charge - merged.reduce((sum, each) => sum + each.amount, 0n),
    adjustments: merged,
    lines: [],
  };
}

const percentOf = (amount: bigint, percent: number): bigint => (amount * BigInt(percent)) / 100n;

/** One entry per group and reason, nothing of nought: what an 835 may carry at one level. */
function merge(adjustments: readonly Adjustment[]): Adjustment[] {
  const byKey = new Map<string, Adjustment>();
  for (const each of adjustments) {
    const key = `${each.group}/${each.reason}`;
    const known = byKey.get(key);
    byKey.set(key, known ? { ...known, amount: known.amount + each.amount } : each);
  }
  return [...byKey.values()].filter((each) => each.amount !== 0n);
}
