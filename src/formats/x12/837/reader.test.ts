/**
 * Goal: claims come out typed, with the people above them, and a claim whose lines do not add up is named.
 * Method: synthetic claims of each kind, read and compared field by field.
 */
import { describe, expect, it } from 'vitest';
import { interchange, sampleText } from '../../../../test/fixtures/x12/samples';
import type { Finding } from '../../finding';
import type { ClaimContext, SubmittedClaim } from './model';
import { create837Reader } from './reader';

function read(text: string) {
  const claims: { claim: SubmittedClaim; context: ClaimContext }[] = [];
  const findings: Finding[] = [];
  const reader = create837Reader({
    claim: (claim, context) => claims.push({ claim, context }),
    finding: (finding) => findings.push(finding),
  });
  reader.push(Buffer.from(text, 'latin1'));
  return { claims, findings, summary: reader.end() };
}

const sample = (name: string) => read(sampleText(name));

describe('837', () => {
  it('reads a professional claim with everyone above it', () => {
    const { claims, summary } = sample('837P');
    expect(summary).toMatchObject({ claims: 1, st: 1 });
    const { claim, context } = claims[0]!;
    expect(claim).toMatchObject({
      kind: 'professional',
      claimId: 'ACCT-1',
      chargeMinor: 15_050n,
      facilityCode: '11',
      facilityQualifier: 'B',
      frequency: '1',
      path: 'ISA[1]/GS[1]/ST[1]/2300[1]',
      diagnoses: [
        { kind: 'ABK', code: 'R509' },
        { kind: 'ABF', code: 'I10' },
      ],
      providers: [{ loopId: '2310B', entity: '82', last: 'RENDERING', id: '1999999984' }],
    });
    expect(claim.otherSubscribers).toMatchObject([
      {
        responsibility: 'S',
        adjustments: [
          { group: 'CO', reason: '45', amountMinor: 1_000n },
          { group: 'CO', reason: '253', amountMinor: 50n },
          { group: 'PR', reason: '1', amountMinor: 550n },
        ],
        amounts: [{ qualifier: 'D', value: '35' }],
        payer: { id: 'PAYER2' },
      },
    ]);
    expect(claim.lines).toMatchObject([
      {
        number: '1',
        kind: 'SV1',
        procedure: '99213',
        modifiers: ['25'],
        chargeMinor: 10_050n,
        diagnosisPointers: ['1', '2'],
        dates: [{ qualifier: '472', format: 'D8', value: '20260103' }],
        references: [{ qualifier: '6R', value: 'LINE1' }],
      },
      { number: '2', procedure: '80053', adjudications: [{ payer: 'PAYER2', paidMinor: 3_500n, procedure: '99213' }] },
    ]);
    expect(context).toMatchObject({
      submitter: { last: 'SAMPLE SUBMITTER' },
      billing: { taxonomy: '207Q00000X', provider: { id: '1234567893', location: ['EXAMPLEVILLE', 'CA', '90001'] } },
      subscriber: { responsibility: 'P', filingIndicator: 'CI', payer: { last: 'SAMPLE HEALTH PLAN' } },
      patient: { relationship: '19', patient: { first: 'BETA', birthDate: '20150101' } },
    });
  });

  it('reads institutional and dental claims by their own segments', () => {
    expect(sample('837I').claims[0]?.claim).toMatchObject({
      kind: 'institutional',
      frequency: '7',
      admission: ['1', '7', '01'],
      diagnoses: [{ code: 'R509', presentOnAdmission: 'Y' }],
      providers: [{ loopId: '2310A', entity: '71' }],
      lines: [
        { revenueCode: '0450', procedure: '99283', chargeMinor: 10_050n },
        { revenueCode: '0300', procedure: '', chargeMinor: 5_000n },
      ],
    });
    expect(sample('837D').claims[0]?.claim).toMatchObject({
      kind: 'dental',
      lines: [{ procedure: 'D0120', oralCavity: ['10'], teeth: ['12MO'] }, { procedure: 'D1110' }],
    });
    expect(sample('837P-4010').claims[0]?.claim.kind).toBe('professional');
  });

  it('names claims whose lines do not come to the charge, and claims without lines', () => {
    const body = ['HL*1**20*1', 'CLM*A*10', 'LX*1', 'SV1*HC:1*4', 'LX*2', 'SV1*HC:2*5.99', 'CLM*B*0'];
    const { findings } = read(interchange('HC', '005010X222A1', '837', body));
    const ofLines = findings.filter(({ code }) => code !== 'X837_LOOP_MISSING');
    expect(ofLines.map(({ code, message }) => [code, message])).toEqual([
      ['X837_LINES_NOT_CHARGE', 'The claim charges 10.00, its service lines come to 9.99 (difference 0.01).'],
      ['X837_NO_SERVICE_LINES', 'The claim charges 0.00 and has no service line.'],
    ]);
  });

  it('names each loop that must be there and is not, and one that may stand once and stands twice', () => {
    const loops = (text: string) =>
      read(text)
        .findings.filter(({ code }) => code.startsWith('X837_LOOP'))
        .map(({ code, message }) => `${code.slice('X837_LOOP_'.length)} ${message.split(' ')[1]}`);
    for (const name of ['837P', '837I', '837D', '837P-4010']) expect(loops(sampleText(name))).toEqual([]);
    const text = sampleText('837P');
    const without = (segment: RegExp) => loops(text.replace(segment, ''));
    expect(without(/NM1\*41[^~]*~/)).toEqual(['MISSING 1000A']);
    expect(without(/NM1\*40[^~]*~/)).toEqual(['MISSING 1000B']);
    expect(without(/NM1\*85[^~]*~/)).toEqual(['MISSING 2010AA']);
    expect(without(/NM1\*IL[^~]*~/)).toEqual(['MISSING 2010BA']);
    expect(without(/NM1\*PR[^~]*~/)).toEqual(['MISSING 2010BB']);
    expect(without(/NM1\*QC[^~]*~/)).toEqual(['MISSING 2010CA']);
    expect(loops(text.replace(/NM1\*85[^~]*~/, '$&$&'))).toEqual(['REPEATED 2010AA']);
    const bare = ['HL*1**20*1', 'NM1*85*2*CLINIC', 'CLM*A*0', 'CLM*B*0'];
    expect(loops(interchange('HC', '005010X222A1', '837', bare))).toEqual([
      'MISSING 1000A',
      'MISSING 1000B',
      'MISSING 2000B',
    ]);
  });

  it('gives each claim its own subscriber', () => {
    const body = ['HL*1**20*1', 'HL*2*1*22*0', 'SBR*P', 'CLM*A*0', 'HL*3*1*22*0', 'SBR*S', 'CLM*B*0', 'CLM*C*0'];
    const { claims } = read(interchange('HC', '005010X222A1', '837', body));
    expect(claims.map(({ context }) => context.subscriber?.responsibility)).toEqual(['P', 'S', 'S']);
    expect(claims[1]?.context).toBe(claims[2]?.context);
  });
});
