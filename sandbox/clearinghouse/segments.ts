import { formatCents } from '../cents';
import { type Adjustment, type Claim, type ProviderAdjustment, patientShare, type Remit } from './model';

/** One segment as its elements; a component element is a list. */
export type Segment = readonly (string | readonly string[])[];

/** Adjustments one CAS can carry, and provider adjustments one PLB can carry (005010X221A1). */
const PER_SEGMENT = 6;

/** All segments between ST and SE, both left out because their count and number belong to the envelope. */
export function* remitSegments(remit: Remit): Generator<Segment> {
  const amount = amountWriter(remit);
  yield* headerSegments(remit, amount);
  let group = 0;
  for (const claims of groupClaims(remit)) {
    group += 1;
    yield ['LX', String(group)];
    if (isInstitutionalMedicare(remit)) yield* medicareSummary(remit, claims, amount);
    for (const claim of claims) yield* claimSegments(claim, amount);
  }
  yield* providerSegments(remit, amount);
}

type AmountWriter = (cents: bigint) => string;

/** Some payers always write two decimals; others drop trailing noughts, as X12 type R asks. */
function amountWriter(remit: Remit): AmountWriter {
  if (remit.payer.amountStyle === 'two-decimals') return formatCents;
  return (cents) => {
    const text = formatCents(cents);
    if (text.endsWith('.00')) return text.slice(0, -3);
    return text.endsWith('0') ? text.slice(0, -1) : text;
  };
}

function* headerSegments(remit: Remit, amount: AmountWriter): Generator<Segment> {
  const { payer, payee } = remit;
  const company = payer.trn03;
  const electronic = remit.method === 'ACH';
  yield electronic
    ? [
        'BPR',
        remit.handling,
        amount(remit.statedTotal),
        'C',
        'ACH',
        'CCP',
        '01',
        '999988880',
        'DA',
        `77${company.slice(-6)}`,
        company,
        '',
        '01',
        '999977770',
        'DA',
        payee.bankAccount,
        remit.paymentDate,
      ]
    : ['BPR', remit.handling, amount(remit.statedTotal), 'C', remit.method, ...Array(11).fill(''), remit.paymentDate];
  yield ['TRN', '1', remit.traceNumber, company];
  yield ['DTM', '405', remit.paymentDate];
  yield ['N1', 'PR', payer.name.toUpperCase(), 'XV', payer.n1Id];
  yield ['N3', '100 SYNTHETIC PLAZA'];
  yield ['N4', 'FERNHOLLOW', 'WI', '53999'];
  yield ['REF', '2U', payer.n1Id];
  yield ['PER', 'BL', 'PROVIDER SERVICES', 'TE', '5555550100'];
  yield ['N1', 'PE', payee.name, 'XX', payee.npi];
  yield ['REF', 'TJ', payee.tin];
}

/** Medicare A groups claims by kind of bill; everyone else sends one group. Order inside a group is kept. */
function groupClaims(remit: Remit): (readonly Claim[])[] {
  if (remit.claims.length === 0) return [];
  if (!isInstitutionalMedicare(remit)) return [remit.claims];
  const groups = new Map<string, Claim[]>();
  for (const claim of remit.claims) {
    const key = `${claim.facility}/${claim.facilityType}`;
    const group = groups.get(key);
    if (group) group.push(claim);
    else groups.set(key, [claim]);
  }
  return [...groups.values()];
}

const isInstitutionalMedicare = (remit: Remit): boolean => remit.claims[0]?.filingIndicator === 'MA';

function* medicareSummary(remit: Remit, claims: readonly Claim[], amount: AmountWriter): Generator<Segment> {
  const charges = claims.reduce((sum, claim) => sum + claim.charge, 0n);
  const first = claims[0];
  const fiscalYearEnd = `${remit.paymentDate.slice(0, 4)}1231`;
  yield ['TS3', remit.payee.npi, first?.facilityType ?? '13', fiscalYearEnd, String(claims.length), amount(charges)];
  if (first?.inpatient) yield ['TS2', amount(claims.reduce((sum, claim) => sum + claim.paid, 0n))];
}

function* claimSegments(claim: Claim, amount: AmountWriter): Generator<Segment> {
  const patient = patientShare(claim);
  yield [
    'CLP',
    claim.account,
    claim.status,
    amount(claim.charge),
    amount(claim.paid),
    // CLP05 is sent only above nought, so a reversal has none.
    patient > 0n ? amount(patient) : '',
    claim.filingIndicator,
    claim.payerControl,
    claim.facilityType,
    claim.status === '22' ? '8' : '1',
    ...(claim.inpatient ? ['', '470', '1.9871'] : []),
  ];
  yield* adjustmentSegments(claim.adjustments, amount);
  yield ['NM1', 'QC', '1', 'TESTPATIENT', claim.patientFirstName, '', '', '', 'MI', claim.memberId];
  if (claim.inpatient) yield ['MIA', '3', '', '', amount(claim.paid < 0n ? 0n : claim.paid)];
  else if (claim.filingIndicator === 'MA') yield ['MOA', '', '', 'MA01'];
  if (claim.originalControl !== null) yield ['REF', 'F8', claim.originalControl];
  yield ['DTM', '232', claim.serviceFrom];
  yield ['DTM', '233', claim.serviceTo];
  if (claim.interest > 0n) yield ['AMT', 'I', amount(claim.interest)];
  for (const line of claim.lines) {
    const paidUnits = line.paid === 0n ? '0' : String(line.units);
    yield ['SVC', ['HC', line.procedure], amount(line.charge), amount(line.paid), '', paidUnits];
    yield ['DTM', '472', claim.serviceFrom];
    yield* adjustmentSegments(line.adjustments, amount);
    yield ['REF', '6R', line.controlNumber];
    if (line.paid > 0n) yield ['AMT', 'B6', amount(line.paid)];
    for (const remark of line.remarks) yield ['LQ', 'HE', remark];
  }
}

/** Up to six reasons per CAS, one CAS per group unless there are more. */
function* adjustmentSegments(adjustments: readonly Adjustment[], amount: AmountWriter): Generator<Segment> {
  for (const group of new Set(adjustments.map((each) => each.group))) {
    const ofGroup = adjustments.filter((each) => each.group === group);
    for (let start = 0; start < ofGroup.length; start += PER_SEGMENT) {
      // The quantity (third of each triple) is left out, also where another triple follows.
      const triples = ofGroup.slice(start, start + PER_SEGMENT).map((each) => [each.reason, amount(each.amount), '']);
      yield trimmed(['CAS', group, ...triples.flat()]);
    }
  }
}

function* providerSegments(remit: Remit, amount: AmountWriter): Generator<Segment> {
  const items: readonly ProviderAdjustment[] = remit.providerAdjustments;
  const fiscalYearEnd = `${remit.paymentDate.slice(0, 4)}1231`;
  for (let start = 0; start < items.length; start += PER_SEGMENT) {
    const pairs = items
      .slice(start, start + PER_SEGMENT)
      .flatMap((item): Segment => [item.reference ? [item.code, item.reference] : item.code, amount(item.amount)]);
    yield ['PLB', remit.payee.npi, fiscalYearEnd, ...pairs];
  }
}

/** Empty elements at the end are not written (X12.6). */
function trimmed(segment: Segment): Segment {
  let end = segment.length;
  while (segment[end - 1] === '') end -= 1;
  return segment.slice(0, end);
}
