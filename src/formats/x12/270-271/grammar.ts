import { compile, type Grammar, type LoopRule, loop, ownSegments, unit } from '../loops/grammar';

const NAME = 'N2 N3 N4 REF PER PRV DMG INS HI DTP MPI AAA';

/** 2110: EQ asks, EB answers; LS and LE stand around the entities of a benefit. */
const inquiry = (suffix: string): LoopRule => loop(`2110${suffix}`, 'EQ', '', 'AMT VEH PDR PDP III REF DTP');
const benefit = (suffix: string): LoopRule =>
  loop(`2110${suffix}`, 'EB', '', 'HSD REF DTP AAA VEH PID PDR PDP LIN EM SD1 SD2 MSG LS LE', [
    loop(`2115${suffix}`, 'III', '', 'LS LE'),
    loop(`2120${suffix}`, 'NM1', '', 'N2 N3 N4 PER PRV'),
  ]);

function level(suffix: string, code: string): LoopRule {
  const name = loop(`2100${suffix}`, 'NM1', '', NAME, [inquiry(suffix), benefit(suffix)]);
  return unit(`2000${suffix}`, 'HL', code, 'TRN AAA', [name]);
}

const eligibility: Grammar = compile({
  own: ownSegments('BHT'),
  loops: [level('A', '20'), level('B', '21'), level('C', '22'), level('D', '23'), level('', '')],
  required: { BHT: [1, 2], HL: [1, 3], NM1: [1], EB: [1], TRN: [1, 2], AAA: [1] },
  amounts: { EB: [7, 8, 10], AMT: [2] },
});

/** Grammar of an eligibility inquiry (270) or answer (271): TR3 005010X279A1; 4010 X092. */
export const eligibilityGrammar = (st01: string): Grammar | null =>
  st01 === '270' || st01 === '271' ? eligibility : null;
