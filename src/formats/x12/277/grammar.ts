import { compile, type Grammar, type LoopRule, loop, ownSegments, unit } from '../loops/grammar';

const NAME = 'N2 N3 N4 PER REF DMG';
/** Status of one level: 277 X212 has REF and DTP, 277CA X214 also totals in QTY and AMT. */
const STATUS = 'STC REF DTP QTY AMT PWK LX';

/** HL node with its name and its traces. `suffix` is the letter of the level. */
function level(suffix: string, code: string, service = false): LoopRule {
  const inner = service ? [loop(`2220${suffix}`, 'SVC', '', 'STC REF DTP AMT QTY PWK')] : [];
  return unit(`2000${suffix}`, 'HL', code, 'DMG', [
    loop(`2100${suffix}`, 'NM1', '', NAME),
    loop(`2200${suffix}`, 'TRN', '', STATUS, inner),
  ]);
}

const status: Grammar = compile({
  own: ownSegments('BHT REF'),
  loops: [
    level('A', '20'),
    level('B', '21'),
    level('C', '19'),
    level('D', '22', true),
    level('D', 'PT', true),
    level('E', '23', true),
    level('', '', true),
  ],
  required: { BHT: [1, 2], HL: [1, 3], NM1: [1], TRN: [1, 2], STC: [1] },
  amounts: { STC: [4, 5], SVC: [2, 3], AMT: [2] },
});

/** Grammar of a status response: TR3 005010X212 (277) and 005010X214 (277CA, claim acknowledgment); 4010 X093. */
export const statusGrammar = (st01: string): Grammar | null => (st01 === '277' ? status : null);
