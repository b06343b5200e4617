import { formatDecimal } from '@/domain/money';
import type { FunctionalGroup, Interchange } from '../interchange';
import { type Layout, SegmentWriter } from '../segment-writer';
import { writeClaim } from './claim-writer';
import type {
  Claim,
  ClaimGroup,
  HeaderParty,
  Payment,
  ProviderAdjustment,
  RawSegment,
  TransactionHeader,
} from './model';
import { amountText, shortAmount, writeRaw, writeReferences } from './record-writers';

/** Most pairs one PLB holds. */
const PLB_PAIRS_MAX = 6;

/** What of an interchange, group and set header is written; where they stood is not. */
export type WrittenInterchange = Pick<
  Interchange,
  | 'senderQualifier'
  | 'sender'
  | 'receiverQualifier'
  | 'receiver'
  | 'date'
  | 'time'
  | 'version'
  | 'controlNumber'
  | 'usage'
>;
export type WrittenGroup = Omit<FunctionalGroup, 'index' | 'segmentNumber'>;
export type WrittenPayment = Omit<Payment, 'span' | 'amountSpan' | 'segmentNumber' | 'amountMinor'>;
export type WrittenHeader = Omit<
  TransactionHeader,
  | 'index'
  | 'path'
  | 'offset'
  | 'segmentNumber'
  | 'st01'
  | 'version'
  | 'interchange'
  | 'group'
  | 'bpr'
  | 'traceSpan'
  | 'productionDate'
> & { readonly bpr: WrittenPayment };
export type WrittenPair = Pick<
  ProviderAdjustment,
  'providerId' | 'fiscalYearEnd' | 'reason' | 'reference' | 'amountMinor' | 'pair'
>;

/** One ST…SE. `group` is `null` for claims without LX above them. */
export type WrittenRemittance = {
  readonly header: WrittenHeader;
  readonly groups: readonly { readonly group: ClaimGroup | null; readonly claims: readonly Claim[] }[];
  readonly providerAdjustments: readonly WrittenPair[];
  readonly strays: readonly RawSegment[];
};

export type WrittenFile = {
  readonly interchange: WrittenInterchange;
  readonly group: WrittenGroup;
  readonly remittances: readonly WrittenRemittance[];
};

/**
 * Writes remittances as one interchange with one group, with counts and trailers. What `create835Reader` makes of the
 * bytes equals the records given, places aside. Throws `RangeError` for text that holds a separator of the layout.
 */
export function write835(file: WrittenFile, layout: Layout = {}): Uint8Array {
  const writer = new SegmentWriter(layout);
  const { interchange, group } = file;
  writer.writeIsa([
    '00',
    '',
    '00',
    '',
    interchange.senderQualifier,
    interchange.sender,
    interchange.receiverQualifier,
    interchange.receiver,
    interchange.date,
    interchange.time,
    'U',
    interchange.version,
    interchange.controlNumber,
    '0',
    interchange.usage,
  ]);
  const { functionalId, sender, receiver, date, time, controlNumber, version } = group;
  writer.write('GS', [functionalId, sender, receiver, date, time, controlNumber, 'X', version]);
  for (const remittance of file.remittances) writeRemittance(writer, remittance);
  writer.write('GE', [String(file.remittances.length), controlNumber]);
  writer.write('IEA', ['1', interchange.controlNumber]);
  return writer.bytes();
}

function writeRemittance(writer: SegmentWriter, remittance: WrittenRemittance): void {
  const { header } = remittance;
  const before = writer.count;
  writer.write('ST', ['835', header.st02]);
  writeHeader(writer, header);
  for (const { group, claims } of remittance.groups) {
    if (group !== null) {
      writer.write('LX', [group.lx]);
      if (group.ts3 !== null) writer.write('TS3', group.ts3);
      if (group.ts2 !== null) writer.write('TS2', group.ts2);
      writeRaw(writer, group.other);
    }
    for (const claim of claims) writeClaim(writer, claim);
  }
  writePairs(writer, remittance.providerAdjustments);
  writeRaw(writer, remittance.strays);
  writer.write('SE', [String(writer.count - before + 1), header.st02]);
}

function writeHeader(writer: SegmentWriter, header: WrittenHeader): void {
  if (header.bpr.present) writePayment(writer, header.bpr);
  const trace = [header.trn01, header.trn02, header.trn03, header.trn04];
  if (trace.some((element) => element !== '')) writer.write('TRN', trace);
  if (header.currency !== null) writer.write('CUR', header.currency);
  writeReferences(writer, header.references);
  for (const { qualifier, value } of header.dates) writer.write('DTM', [qualifier, value]);
  writeRaw(writer, header.other);
  if (header.hasPayer) writeParty(writer, header.payer);
  if (header.hasPayee) writeParty(writer, header.payee);
  for (const party of header.otherParties) writeParty(writer, party);
}

function writePayment(writer: SegmentWriter, bpr: WrittenPayment): void {
  writer.write('BPR', [
    bpr.handling,
    shortAmount(formatDecimal(bpr.amount)),
    bpr.creditDebit,
    bpr.method,
    bpr.format,
    bpr.senderBankQualifier,
    bpr.senderBank,
    bpr.senderAccountQualifier,
    bpr.senderAccount,
    bpr.originatingCompany,
    bpr.originatingSupplement,
    bpr.receiverBankQualifier,
    bpr.receiverBank,
    bpr.receiverAccountQualifier,
    bpr.receiverAccount,
    bpr.date,
  ]);
}

function writeParty(writer: SegmentWriter, party: HeaderParty): void {
  writer.write('N1', [party.entity, party.name, party.idQualifier, party.id]);
  if (party.addressLines.length > 0) writer.write('N3', party.addressLines);
  if (party.location.length > 0) writer.write('N4', party.location);
  writeReferences(writer, party.references);
  for (const contact of party.contacts) writer.write('PER', contact);
  for (const delivery of party.delivery) writer.write('RDM', delivery);
  writeRaw(writer, party.other);
}

/** Pairs go on in the same PLB while provider and year are the same and the pair number rises. */
function writePairs(writer: SegmentWriter, pairs: readonly WrittenPair[]): void {
  let elements: (string | readonly string[])[] = [];
  let previous: WrittenPair | null = null;
  const flush = () => {
    if (elements.length > 0) writer.write('PLB', elements);
  };
  for (const pair of pairs) {
    const isSame =
      previous !== null &&
      previous.providerId === pair.providerId &&
      previous.fiscalYearEnd === pair.fiscalYearEnd &&
      pair.pair > previous.pair &&
      elements.length < 2 + 2 * PLB_PAIRS_MAX;
    if (!isSame) {
      flush();
      elements = [pair.providerId, pair.fiscalYearEnd];
    }
    elements.push([pair.reason, pair.reference], amountText(pair.amountMinor));
    previous = pair;
  }
  flush();
}
