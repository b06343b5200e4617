import { compile, type Grammar, type LoopRule, loop, ownSegments, unit } from '../loops/grammar';

/** HL node with its name, demographics and the claims asked about. */
const level = (suffix: string, code: string): LoopRule =>
  unit(`2000${suffix}`, 'HL', code, 'DMG', [
    loop(`2100${suffix}`, 'NM1', '', 'N2 N3 N4 PER REF'),
    loop(`2200${suffix}`, 'TRN', '', 'REF AMT DTP', [loop(`2210${suffix}`, 'SVC', '', 'REF DTP AMT')]),
  ]);

const request: Grammar = compile({
  own: ownSegments('BHT REF'),
  loops: [level('A', '20'), level('B', '21'), level('C', '19'), level('D', '22'), level('E', '23'), level('', '')],
  required: { BHT: [1, 2], HL: [1, 3], NM1: [1], TRN: [1, 2] },
  amounts: { AMT: [2], SVC: [2] },
});

/** Grammar of a status request: TR3 005010X212 (276); 4010 X093. */
export const statusRequestGrammar = (st01: string): Grammar | null => (st01 === '276' ? request : null);
