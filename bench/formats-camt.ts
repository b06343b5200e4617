import { XMLParser } from 'fast-xml-parser';
import { inspectCamt } from '../src/formats/camt/inspect';
import { PARSER_OPTIONS } from '../src/formats/camt/xml';

const MEGABYTE = 1_000_000;
const CHUNK_BYTES = 256 * 1024;
/** Smaller than for the other formats: the peer holds the whole tree, some twenty times the file. */
const FILE_BYTES = 12 * MEGABYTE;

const cents = (value: number): string => `${Math.floor(value / 100)}.${String(value % 100).padStart(2, '0')}`;

function entryText(index: number, amount: number): string {
  return (
    `<Ntry><NtryRef>${index}</NtryRef><Amt Ccy="USD">${cents(amount)}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>` +
    '<BookgDt><Dt>2026-01-07</Dt></BookgDt><ValDt><Dt>2026-01-07</Dt></ValDt>' +
    `<AcctSvcrRef>REF${index}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly>` +
    '</Domn><Prtry><Cd>142</Cd></Prtry></BkTxCd><NtryDtls><Btch><NbOfTxs>1</NbOfTxs></Btch><TxDtls>' +
    `<Refs><InstrId>I${index}</InstrId><EndToEndId>E${index}</EndToEndId></Refs>` +
    `<Amt Ccy="USD">${cents(amount)}</Amt><CdtDbtInd>CRDT</CdtDbtInd>` +
    '<RltdPties><Dbtr><Nm>EXAMPLE PAYER</Nm></Dbtr></RltdPties>' +
    `<RmtInf><Ustrd>TRN*1*T${String(index).padStart(12, '0')}*1541510144~</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n`
  );
}

/** A synthetic camt.053 of about `bytes` bytes whose balances tie. */
function makeFile(bytes: number): Buffer {
  const entries: string[] = [];
  let [size, total] = [0, 0];
  while (size < bytes) {
    const amount = (entries.length * 7919) % 100_000;
    const text = entryText(entries.length + 1, amount);
    entries.push(text);
    size += text.length;
    total += amount;
  }
  const balance = (type: string, value: number): string =>
    `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="USD">${cents(value)}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>`;
  return Buffer.from(
    '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>' +
      `<GrpHdr><MsgId>M1</MsgId></GrpHdr><Stmt><Id>S1</Id><Acct><Id><Othr><Id>1</Id></Othr></Id></Acct>${balance('OPBD', 0)}` +
      `${balance('CLBD', total)}\n${entries.join('')}</Stmt></BkToCstmrStmt></Document>\n`,
  );
}

function* chunks(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

/** The peer: the bare parser over the whole text with the same options, its tree thrown away. */
function peerMs(bytes: Buffer): number {
  const started = performance.now();
  const tree: unknown = new XMLParser(PARSER_OPTIONS).parse(bytes.toString('utf8'));
  if (typeof tree !== 'object') throw new Error('The peer parsed nothing: the generated file is broken.');
  return performance.now() - started;
}

/**
 * How fast is a camt.053 read, typed, searched for traces and checked, against the bare parser that only builds a tree?
 * Three alternating runs over 12 MB of synthetic entries; the best of each counts. Memory is read before the peer runs.
 */
export async function benchCamt() {
  const bytes = makeFile(FILE_BYTES);
  let [best, bestPeer, rssMb] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
  for (let run = 0; run < 3; run += 1) {
    const started = performance.now();
    const result = await inspectCamt(chunks(bytes));
    best = Math.min(best, performance.now() - started);
    if (run === 0) rssMb = Math.round(process.memoryUsage.rss() / MEGABYTE);
    if (result.findings.length > 0) {
      throw new Error(
        `The generated file has ${result.findings.length} findings: the benchmark would measure the wrong path.`,
      );
    }
    bestPeer = Math.min(bestPeer, peerMs(bytes));
  }
  return {
    format: 'camt',
    megabytes: bytes.length / MEGABYTE,
    mbPerSecond: Math.round((bytes.length / MEGABYTE / (best / 1000)) * 10) / 10,
    peerMbPerSecond: Math.round((bytes.length / MEGABYTE / (bestPeer / 1000)) * 10) / 10,
    ratioToPeer: Math.round((best / bestPeer) * 100) / 100,
    rssMb,
    goalRatioToPeer: 1.5,
  };
}
