/** What the fuzzer damages: one or more valid synthetic files per format, and any further files it is pointed to. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { detectFormat } from '../src/formats/detect';
import { buildBai2 } from '../test/fixtures/bai2/build';
import { buildCamt } from '../test/fixtures/camt/build';
import { buildLockbox } from '../test/fixtures/lockbox/build';
import { buildNacha } from '../test/fixtures/nacha/build';
import * as golden from '../test/fixtures/x12/golden-835';
import { SAMPLES } from '../test/fixtures/x12/samples';

export type Seed = { readonly format: string; readonly bytes: Buffer };

/** Larger files add time and no new paths. */
const SEED_BYTES_MAX = 48 * 1024;
const FIXTURES = path.join(import.meta.dirname, '..', 'test', 'fixtures');

const CSV = 'Claim,Amount,Date\r\nA1,"1,234.50",2026-01-05\r\n"A ""2""",-7.25,2026-01-06\r\nTotal,1227.25,\r\n';

const text = (value: string): Buffer => Buffer.from(value, 'latin1');

function synthetic(): Buffer[] {
  return [
    ...Object.values(SAMPLES).map(text),
    ...[golden.t1(), golden.t4(), golden.t6(), golden.t8(), golden.t10(), golden.t16()].map((bytes) =>
      Buffer.from(bytes),
    ),
    text(
      buildBai2([
        [
          {
            account: '1',
            opening: 100,
            details: [{ type: '142', amount: 50, text: ['ACH', 'TRN*1*T1*1999999999\\'] }],
          },
        ],
      ]),
    ),
    text(
      buildNacha([
        [
          { amountCents: 12_345, payment: 'TRN*1*T1*1999999999\\' },
          { amountCents: 50, payment: null },
        ],
      ]),
    ),
    text(
      buildCamt([[{ isCredit: true, transactions: [{ endToEndId: 'E1', cents: 12_345, remittance: 'TRN*1*T1' }] }]]),
    ),
    text(buildLockbox([[{ cents: 12_345, check: '1001', overflow: ['INV1'] }]])),
    text(CSV),
    ...files(path.join(FIXTURES, 'hl7v2')),
    ...files(path.join(FIXTURES, 'fhir')),
  ];
}

/** Every file of known format below `folder`, small ones only. */
function files(folder: string): Buffer[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter(
      (file) => statSync(file).isFile() && statSync(file).size <= SEED_BYTES_MAX && !/(\.md|truth\.json)$/.test(file),
    )
    .map((file) => readFileSync(file));
}

/** One list of seeds per detected format, so that each format gets the same share; `corpus` is a folder or `''`. */
export function seedsByFormat(corpus: string): Seed[][] {
  const lists = new Map<string, Seed[]>();
  for (const bytes of [...synthetic(), ...(corpus !== '' && existsSync(corpus) ? files(corpus) : [])]) {
    const { format } = detectFormat(bytes);
    if (['empty', 'binary', 'unknown', 'x12-unknown'].includes(format)) continue;
    lists.set(format, [...(lists.get(format) ?? []), { format, bytes }]);
  }
  return [...lists.values()];
}
