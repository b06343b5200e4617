import { compile, type Grammar, type LoopRule, loop, ownSegments, unit } from '../loops/grammar';

const NAME = 'N2 N3 N4 REF PER AAA PRV DMG INS DTP';
/** Segments of a patient event or a service under review. */
const REVIEW = 'TRN AAA UM HCR REF DTP HI HSD CRC CL1 CR1 CR2 CR4 CR5 CR6 CR7 CR8 SV1 SV2 SV3 TOO PWK MSG SE1 III NTE';

/** HL node of a party: information source and receiver, subscriber, dependent. */
const party = (suffix: string, code: string): LoopRule =>
  unit(`2000${suffix}`, 'HL', code, `TRN AAA ${REVIEW}`, [loop(`2010${suffix}`, 'NM1', '', NAME)]);

/** HL node of what is reviewed. */
const review = (suffix: string, code: string, transport: string): LoopRule =>
  unit(`2000${suffix}`, 'HL', code, REVIEW, [
    loop(`2010${suffix}${suffix === 'E' ? 'A' : ''}`, 'NM1', '', NAME),
    ...(transport === '' ? [] : [loop(`2010${suffix}B`, 'NM1', transport, NAME)]),
  ]);

const services: Grammar = compile({
  own: ownSegments('BHT'),
  loops: [
    party('A', '20'),
    party('B', '21'),
    party('C', '22'),
    party('D', '23'),
    review('E', 'EV', '45 FS ND PW R3'),
    review('F', 'SS', ''),
    party('', ''),
  ],
  required: { BHT: [1, 2], HL: [1, 3], NM1: [1], UM: [1], HCR: [1], TRN: [1, 2], AAA: [1] },
  amounts: { SV1: [2], SV2: [3], SV3: [2] },
});

/** Grammar of a services review, request and response: TR3 005010X217 (and notices X216, inquiries X215). */
export const reviewGrammar = (st01: string): Grammar | null => (st01 === '278' ? services : null);
