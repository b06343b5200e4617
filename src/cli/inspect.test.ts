/**
 * Goal: `tieout inspect` tells people and machines the same truth about any file, and its exit code can be relied on.
 * Method: synthetic files in a temporary folder, run through the command, text and JSON compared with what was written.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as golden from '../../test/fixtures/x12/golden-835';
import { runInspect } from './inspect';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tieout-inspect-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function run(...args: string[]) {
  const lines: string[] = [];
  const code = await runInspect(args, (line) => lines.push(line));
  return { code, text: lines.join('\n') };
}

const json = async (...paths: string[]) => {
  const { code, text } = await run(...paths, '--json');
  return { code, files: JSON.parse(text) as Record<string, unknown>[] };
};

describe('inspect --json', () => {
  it('gives one object per file with counts, totals and transactions', async () => {
    const bytes = golden.t1();
    const path = file('t1.835', bytes);
    const { code, files } = await json(path, file('t6.835', golden.t6()));
    expect(code).toBe(0);
    expect(files).toHaveLength(2);
    expect(files[0]).toMatchObject({
      file: path,
      format: 'x12-835',
      size: bytes.length,
      clp: 4,
      svc: 4,
      sum_clp03: '920.00',
      sum_clp04: '450.00',
      sum_plb: '112.75',
      sum_bpr02: '337.25',
      all_balanced: true,
      reversals: 1,
      cas_by_group: { CO: '420.00', PR: '50.00' },
      clp_statuses: { 1: 3, 22: 1 },
      envelope_issues: [],
      findings: [],
      transactions: [
        {
          st02: '0001',
          trn02: 'T1-TRACE',
          trn03: '1999999999',
          bpr: { handling: 'I', amount: '337.25', cd: 'C', method: 'ACH', date: '20260107' },
          payer: 'SAMPLE HEALTH PLAN',
          payee_id: '1234567893',
          clp_count: 4,
          sum_clp03: '920.00',
          sum_clp04: '450.00',
          sum_plb: '112.75',
          balanced: true,
        },
      ],
    });
  });

  it('exits 1 when a file has an error, is refused or cannot be read, and still reports the others', async () => {
    const good = file('good.835', golden.t4());
    const bad = file('bad.835', golden.t29());
    expect((await json(good)).code).toBe(0);
    for (const path of [bad, file('empty.835', ''), file('prose.txt', 'Hello there'), join(folder, 'none'), folder]) {
      const { code, files } = await json(path, good);
      expect(code).toBe(1);
      expect(files[0]?.findings).toMatchObject([{ severity: 'error' }]);
      expect(files[1]).toMatchObject({ clp: 1 });
    }
  });

  it('exits 0 for warnings', async () => {
    const { code, files } = await json(file('repeated.835', golden.t7().repeated));
    expect(code).toBe(0);
    expect(files[0]?.findings).toMatchObject([{ code: 'X835_CAS_AT_BOTH_LEVELS', severity: 'warning' }]);
  });

  it('reads other formats through the registry', async () => {
    const isa = Buffer.from(golden.t1()).toString('latin1').split('\n')[0];
    const set = `${isa}GS*HC*A*B*20260105*0900*1*X*005010X222A1~ST*837*1~SE*2*1~GE*1*1~IEA*1*000000001~`;
    const message = 'MSH|^~\\&|A|B|C|D|20260101||ADT^A01|1|P|2.5\r';
    const { files } = await json(file('claim.837', set), file('m.hl7', message));
    expect(files[0]?.findings).toMatchObject([{ code: 'X837_LOOP_MISSING' }, { code: 'X837_LOOP_MISSING' }]);
    expect(files[0]).toMatchObject({ format: 'x12-837', detail: '005010X222A1', st01: { 837: 1 }, segments: 6 });
    expect(files[1]).toMatchObject({ format: 'hl7v2', messages: 1 });
  });
});

describe('inspect for people', () => {
  it('aligns amounts and names place and cure', async () => {
    const { code, text } = await run(file('t28.835', golden.t28().seCount));
    expect(code).toBe(1);
    expect(text).toMatch(/^ {4}Paid on claims \(CLP04\) +450\.00$/m);
    expect(text).toMatch(/^ {4}Payments \(BPR02\) +337\.25$/m);
    expect(text).toMatch(/error {4}X12_SE_COUNT {2}segment 48, byte [\d,]+, ISA\[1\]\/GS\[1\]\/ST\[1\]\/SE\n/);
    expect(text).toMatch(/SE01 states 999 segments, the transaction set has 46\.\n +Cure: /);
  });

  it('names the unit of each format, and no unit where there is none', async () => {
    const bad = 'MSH|^~\\&|A|B|C|D|20261345||ACK|1|P|2.5\rMSA|AA|1\r';
    expect((await run(file('bad.hl7', bad))).text).toMatch(
      /HL7_TIME_INVALID {2}segment 1, byte 0, MSG\[1\]\/MSH\[1\]-7\n/,
    );
    expect((await run(file('bad.csv', 'a,b\n1,2\n1,2,3\n'))).text).toMatch(
      /CSV_FIELD_COUNT {2}line 3, byte 8, ROW\[2\]\n/,
    );
    const bai = '01,1,2,260105,0900,1,80,1,2/\n99,400,0,2/\n';
    expect((await run(file('bad.bai', bai))).text).toMatch(/BAI2_FILE_TOTAL {2}record 2, byte \d+/);
    const claim = '{"resourceType":"Claim","item":[{"net":{"value":1}}],"total":{"value":2}}';
    expect((await run(file('bad.json', claim))).text).toMatch(/FHIR_TOTAL_ITEMS {2}byte \d+, Claim\.total\n/);
    for (const path of [file('none.csv', ''), file('words.txt', 'Hello there'), join(folder, 'missing')]) {
      const { text } = await run(path);
      expect(text).not.toMatch(/segment|line 0|byte 0/);
    }
  });

  it('says what --json holds when findings are cut', async () => {
    const some = file('some.csv', `a,b\n1,2\n${'1\n'.repeat(60)}`);
    expect((await run(some)).text).toContain('10 more; --json lists all of them.');
    const many = file('many.csv', `a,b\n1,2\n${'1\n'.repeat(1_100)}`);
    expect((await run(many)).text).toContain('--json lists the first 1,000 and says how many it leaves out.');
    expect((await json(many)).files[0]?.findings).toHaveLength(1_001);
  });

  it('explains its usage and exits 2', async () => {
    expect(await run()).toEqual({ code: 2, text: 'usage: tieout inspect FILE… [--json]' });
    expect((await run('--yaml', 'x')).code).toBe(2);
  });
});
