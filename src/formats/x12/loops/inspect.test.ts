/**
 * Goal: the facts of claim, status and acknowledgment files cover the whole file, whatever is missing around its segments.
 * Method: small synthetic files without their envelopes, and the facts worked out by hand.
 */
import { describe, expect, it } from 'vitest';
import type { Inspector } from '../../inspection';
import { inspect277 } from '../277/inspect';
import { inspect837 } from '../837/inspect';
import { inspect999 } from '../999/inspect';

const ISA =
  'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*0900*^*00501*000000001*0*T*:~';
const GS = 'GS*HN*A*B*20260105*0900*1*X*005010X212~';

const factsOf = async (inspect: Inspector, text: string) =>
  (await inspect([Buffer.from(text, 'latin1')], () => {})).facts;

describe('facts of X12 files', () => {
  it('counts segments that stand in no set', async () => {
    const status = 'HL*1**20*1~TRN*2*T1~STC*F2:88*20260105*U*12.50~SE*9*1~';
    expect(await factsOf(inspect277, `${ISA}${GS}${status}GE*0*1~IEA*1*000000001~`)).toMatchObject({
      stc: 1,
      status_codes: { 'F2:88': 1 },
      sum_stc04: '12.50',
      hl_levels: { 20: 1 },
      trn: ['T1'],
    });
    const claim = 'CLM*A*10***11:B:1~SV1*HC:1*10~SE*3*1~SV1*HC:2*5~';
    expect(await factsOf(inspect837, `${ISA}${claim}`)).toMatchObject({
      claims: 1,
      total_line_charges: '15.00',
      claims_where_lines_sum_to_clm02: 1,
    });
  });

  it('reads an answer without any interchange as a fragment', async () => {
    const facts = await factsOf(inspect999, 'TA1*000000100*260105*0900*R*024~');
    expect(facts).toMatchObject({
      fragment_no_isa: true,
      delims: [{ element: '*', component: ':', terminator: '~', fragment: true }],
      codes: { TA1: { R: 1 } },
      ta1: [['000000100', '260105', '0900', 'R', '024']],
    });
  });

  it('lists separators of interchanges only, and no fragment beside them', async () => {
    const facts = await factsOf(inspect277, `${ISA}${GS}IEA*1*000000001~${GS}ST*277*1~SE*2*1~`);
    expect(facts).toMatchObject({ delims: [{ isa13: '000000001' }], gs: 2, st: 1 });
    expect(facts).not.toHaveProperty('fragment_no_isa');
  });

  it('does not take segments named in a sentence for segments', async () => {
    const prose = 'The GS*HN and ST*277*0001 of this file follow.\n  Errors: none ~ see\n\n';
    const facts = await factsOf(inspect277, `${prose}${ISA}${GS}ST*277*1~SE*2*1~GE*1*1~IEA*1*000000001~`);
    expect(facts).toMatchObject({ st: 1, gs: 1, segments: 6, leading_text: true, envelope_issues: [] });
    const indented = await factsOf(inspect277, ' \t ST*277*1~\n  SE*2*1~');
    expect(indented).toMatchObject({ st: 1, se: 1, fragment_no_isa: true, envelope_issues: [] });
  });

  it('takes the repetition separator behind a line break', async () => {
    const at = ISA.indexOf('^');
    const wrapped = `${ISA.slice(0, at)}\r\n${ISA.slice(at)}${GS}`;
    expect(await factsOf(inspect277, wrapped)).toMatchObject({ delims: [{ repetition: '^', isa_len: 106 }] });
  });
});
