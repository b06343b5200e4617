import { compile, type Grammar, type LoopRule, loop, ownSegments, unit } from '../loops/grammar';

/** AK2 answers one set, IK3 or AK3 one segment of it, IK4 or AK4 one element; IK5 or AK5 closes, AK9 closes all. */
const answer = (form: 'IK' | 'AK'): Grammar => {
  const element = loop('2110', `${form}4`, '', 'CTX');
  const segment: LoopRule = loop('2100', `${form}3`, '', 'CTX', [element]);
  return compile({
    own: ownSegments('AK1'),
    loops: [unit('2000', 'AK2', '', `${form}5`, [segment]), unit('AK9', 'AK9', '', '')],
    required: { AK1: [1, 2], AK2: [1, 2], AK9: [1, 2, 3, 4], [`${form}5`]: [1] },
    amounts: { AK9: [2, 3, 4] },
  });
};

const GRAMMARS: Readonly<Record<string, Grammar>> = { 999: answer('IK'), 997: answer('AK') };

/** Grammar of an acknowledgment: 999 (TR3 005010X231A1) or 997 (005010X230 and earlier). */
export const acknowledgmentGrammar = (st01: string): Grammar | null => GRAMMARS[st01] ?? null;
