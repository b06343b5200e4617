import { compile, type Grammar, type LoopRule, loop, ownSegments, unit } from '../loops/grammar';

const NAME = 'N2 N3 N4 REF PER RDM DMG';

/** One remittance item with its bill lines (IT1, X218) and adjustments. A unit of its own: one payer sends thousands. */
const item: LoopRule = unit('2300', 'RMR', '', 'NTE REF DTM VEH', [
  loop('2310', 'IT1', '', 'PID REF DTM', [loop('2315', 'SLN', '', 'REF DTM'), loop('2312', 'SAC', '', '')]),
  loop('2320', 'ADX', '', 'NTE PER REF DTM'),
]);

const entity: LoopRule = unit('2000', 'ENT', '', 'REF DTM', [
  loop('2100', 'NM1', '', NAME),
  // Of the whole entity, before its first item.
  loop('2200', 'ADX', '', 'NTE PER REF DTM'),
  item,
]);

const premium: Grammar = compile({
  own: ownSegments('BPR BPS NTE TRN CUR REF DTM LS LE'),
  loops: [
    loop('1000A', 'N1', 'PE', NAME),
    loop('1000B', 'N1', 'PR RM', NAME),
    loop('1000C', 'N1', '', `${NAME} DTM`),
    entity,
    item,
    // 003010: remittance items before RMR existed.
    loop('RMT', 'RMT', '', 'REF DTM NTE', [loop('RMTN1', 'N1', '', `${NAME} DTM`)]),
  ],
  required: { BPR: [1, 2], RMR: [1] },
  amounts: { BPR: [2], RMR: [4, 5, 6], ADX: [1], SLN: [6], RMT: [3] },
});

/** Grammar of a premium payment: TR3 005010X218 (payroll deducted), 005010X306 (exchange). */
export const premiumGrammar = (st01: string): Grammar | null => (st01 === '820' ? premium : null);
