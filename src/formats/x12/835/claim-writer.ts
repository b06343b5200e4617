import type { SegmentWriter } from '../segment-writer';
import type { Claim, ClaimParty, ServiceLine } from './model';
import { amountText, writeAdjustments, writeRaw, writeReferences } from './record-writers';

/** Modifiers stand in four components even when fewer are used, if anything follows them. */
const MODIFIERS = 4;

/** Writes loop 2100 with its 2110 lines, in the order of the standard. */
export function writeClaim(writer: SegmentWriter, claim: Claim): void {
  writer.write('CLP', [
    claim.claimId,
    claim.status,
    amountText(claim.chargeMinor),
    amountText(claim.paidMinor),
    claim.patientResponsibilityMinor === null ? '' : amountText(claim.patientResponsibilityMinor),
    claim.filingIndicator,
    claim.payerClaimControlNumber,
    claim.facilityType,
    claim.frequency,
    claim.patientStatus,
    claim.drg,
    claim.drgWeight,
    claim.dischargeFraction,
  ]);
  writeAdjustments(writer, claim.adjustments);
  for (const party of claim.parties) writeParty(writer, party);
  if (claim.inpatient !== null) writer.write('MIA', claim.inpatient);
  if (claim.outpatient !== null) writer.write('MOA', claim.outpatient);
  writeReferences(writer, claim.references);
  for (const { qualifier, value } of claim.dates) writer.write('DTM', [qualifier, value]);
  for (const contact of claim.contacts) writer.write('PER', contact);
  for (const { qualifier, amountMinor } of claim.amounts) writer.write('AMT', [qualifier, amountText(amountMinor)]);
  for (const { qualifier, quantity } of claim.quantities) writer.write('QTY', [qualifier, quantity]);
  writeRaw(writer, claim.other);
  for (const service of claim.services) writeService(writer, service);
}

function writeParty(writer: SegmentWriter, party: ClaimParty): void {
  writer.write('NM1', [
    party.entity,
    party.entityType,
    party.last,
    party.first,
    party.middle,
    party.prefix,
    party.suffix,
    party.idQualifier,
    party.id,
  ]);
}

function writeService(writer: SegmentWriter, line: ServiceLine): void {
  const modifiers = line.procedureRest.length === 0 ? line.modifiers : padded(line.modifiers);
  writer.write('SVC', [
    [line.procedureQualifier, line.procedure, ...modifiers, ...line.procedureRest],
    amountText(line.chargeMinor),
    amountText(line.paidMinor),
    line.revenueCode,
    line.units,
    line.submittedProcedure,
    line.submittedUnits,
  ]);
  for (const { qualifier, value } of line.dates) writer.write('DTM', [qualifier, value]);
  writeAdjustments(writer, line.adjustments);
  writeReferences(writer, line.references);
  for (const { qualifier, amountMinor } of line.amounts) writer.write('AMT', [qualifier, amountText(amountMinor)]);
  for (const { qualifier, quantity } of line.quantities) writer.write('QTY', [qualifier, quantity]);
  for (const { qualifier, code } of line.remarks) writer.write('LQ', [qualifier, code]);
  writeRaw(writer, line.other);
}

const padded = (modifiers: readonly string[]): string[] =>
  Array.from({ length: MODIFIERS }, (_, index) => modifiers[index] ?? '');
