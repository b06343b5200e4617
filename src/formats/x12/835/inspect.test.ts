/**
 * Goal: the facts of an 835 are plain sums and counts of what its segments say, also where the file is not as it should be.
 * Method: small synthetic files, each with one irregularity, and the facts worked out by hand.
 */
import { describe, expect, it } from 'vitest';
import { inspect835 } from './inspect';

const ISA =
  'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*0900*^*00501*000000001*0*T*:~';
const GS = 'GS*HP*A*B*20260105*0900*1*X*005010X221A1~';
const BODY =
  'BPR*I*70*C*ACH*CCP***********20260107~TRN*1*T1*1999999999*DIV~N1*PR*PLAN*XV*P1~N1*PE*CLINIC*XX*1234567893~' +
  'DTM*405*20260106~LX*1~CLP*C1*1*100*75*5~CAS*CO*45*20~SVC*HC:99213*100*75~CAS*CO*45*20**96*5~' +
  'PLB*1234567893*20261231*WO:A1*7*72*-2~';
const set = (body: string, st02 = '0001') => `ST*835*${st02}~${body}SE*99*${st02}~`;

async function facts(text: string) {
  const { facts: all } = await inspect835([Buffer.from(text, 'latin1')], () => {});
  return all as Record<string, unknown> & { transactions: Record<string, unknown>[] };
}

describe('inspect 835', () => {
  it('lists provider adjustments, adjustments by level and what balances', async () => {
    const { transactions, st835, delims } = await facts(`${ISA}${GS}${set(BODY)}GE*1*1~IEA*1*000000001~`);
    expect(st835).toBe(1);
    expect(delims).toMatchObject([{ element: '*', component: ':', terminator: '~', isa_len: 106 }]);
    expect(transactions).toMatchObject([
      {
        trn04: 'DIV',
        payeeNpi: '1234567893',
        casClaim: { CO: '20.00' },
        casService: { CO: '25.00' },
        plb: [
          { provider: '1234567893', fy: '20261231', reason: 'WO', ref: 'A1', amount: '7' },
          { provider: '1234567893', fy: '20261231', reason: '72', ref: null, amount: '-2' },
        ],
        bpr02: '70.00',
        bprExpected: '70.00',
        balanced: true,
        claimsBalancing: { claimPlusService: 0, claimOnly: 0, serviceOnly: 1 },
        linesBalancing: 1,
        clpStatuses: { 1: 1 },
      },
    ]);
  });

  it('sums amounts finer than a cent and adjustments of any scale', async () => {
    const body = BODY.replace('CAS*CO*45*20~', 'CAS*CO*45*20.125**97*-0.005~');
    const { casByGroup, casByGroupClaimLevel, nonNumericAmounts } = await facts(`${ISA}${GS}${set(body)}`);
    expect(casByGroupClaimLevel).toEqual({ CO: '20.120' });
    expect(casByGroup).toEqual({ CO: '45.120' });
    expect(nonNumericAmounts).toEqual([]);
  });

  it('sums any number of groups and lists a bounded number of them', async () => {
    const cas = Array.from({ length: 3000 }, (_, index) => `CAS*G${index}*45*1~`).join('');
    const { casByGroup } = await facts(`${ISA}${GS}${set(BODY.replace('CAS*CO*45*20~', cas))}`);
    const sums = Object.values(casByGroup as Record<string, string>).map(Number);
    expect(sums.length).toBeLessThan(1100);
    expect(sums.reduce((a, b) => a + b)).toBe(3025);
  });

  it('names amounts that are none, counts them as 0 and shows the payment as written', async () => {
    const body = BODY.replace('BPR*I*70', 'BPR*I*7O.00').replace('CLP*C1*1*100*75', 'CLP*C1*1*1,00*75');
    const { sumBpr02, sumClp03, nonNumericAmounts, transactions } = await facts(`${ISA}${GS}${set(body)}`);
    expect(nonNumericAmounts).toEqual(['BPR02=7O.00', 'CLP03=1,00']);
    expect([sumBpr02, sumClp03]).toEqual(['0.00', '0.00']);
    expect(transactions).toMatchObject([{ bpr: { amount: '7O.00' }, bpr02: '0.00', balanced: false }]);
  });

  it('counts and sums segments that stand in no set', async () => {
    const { clp, svc, sumClp04, plbCount, allBalanced, transactions } = await facts(`${ISA}${GS}${BODY}GE*0*1~`);
    expect({ clp, svc, sumClp04, plbCount, allBalanced }).toEqual({
      clp: 1,
      svc: 1,
      sumClp04: '75.00',
      plbCount: 2,
      allBalanced: null,
    });
    expect(transactions).toEqual([]);
  });

  it('takes the first trace and party of a set wherever they stand', async () => {
    const late = `CLP*C1*1*5*5~TRN*1*T9*1~N1*PE*CLINIC*FI*77~${BODY}`;
    const { transactions } = await facts(`${ISA}${GS}${set(late)}`);
    expect(transactions).toMatchObject([{ trn02: 'T9', payeeId: '77', payeeNpi: null, clpCount: 2 }]);
  });

  it('names the version of groups only, and says when there is no interchange', async () => {
    const fragment = await facts(`ST*835*0001*005010X221A1~${BODY}SE*14*0001~`);
    expect(fragment).toMatchObject({ versions: [], fragmentNoIsa: true, delims: [{ fragment: true }], clp: 1 });
    const empty = await facts(`${ISA}${GS}GE*0*1~`);
    expect(empty).toMatchObject({ versions: ['005010X221A1'], st835: 0 });
    expect(empty).not.toHaveProperty('fragmentNoIsa');
  });

  it('reads the sets of an interchange whose header lacks elements', async () => {
    const text = `ISA*00*SENDER*RECEIVER~\n${GS}${set(BODY)}GE*1*1~IEA*1*000000001~`;
    expect(await facts(text)).toMatchObject({
      isa: 0,
      fragmentNoIsa: true,
      st835: 1,
      clp: 1,
      allBalanced: true,
      envelopeIssues: ['SE01 99 != actual 13', 'IEA without ISA'],
    });
  });

  it('keeps one content hash per set, also of sets that never close', async () => {
    const open = `ST*835*1~${BODY}`;
    const { transactions } = await facts(`${ISA}${GS}${open}${open}${set(BODY, '3')}${open}`);
    const hashes = transactions.map(({ contentSha256 }) => contentSha256);
    expect(hashes).toHaveLength(4);
    for (const hash of hashes) expect(hash).toBe(hashes[0]);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('says that CR LF end the segments', async () => {
    const text = `${ISA}${GS}${set(BODY)}`.replaceAll('~', '\r\n');
    expect(await facts(text)).toMatchObject({ delims: [{ terminator: '\\r\\n', isa_len: 106 }], clp: 1 });
    expect(await facts(text.replaceAll('\n', ''))).toMatchObject({ delims: [{ terminator: '\\r' }], clp: 1 });
  });
});
