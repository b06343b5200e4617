import { compile, type Grammar, type LoopRule, loop, ownSegments, unit } from '../loops/grammar';

/** Which guide a claim file follows. */
export type ClaimKind = 'professional' | 'institutional' | 'dental';

/**
 * Guides by the number in GS08: X222 with its predetermination X291, post-adjudication X298 and 4010 forerunner X098,
 * and likewise for institutional and dental claims.
 */
const KINDS: readonly (readonly [RegExp, ClaimKind])[] = [
  [/X(222|291|298|098)/, 'professional'],
  [/X(223|292|299|096)/, 'institutional'],
  [/X(224|293|300|097)/, 'dental'],
];

/** Professional when the version does not tell: its loops are those most senders mean. */
export const kindOf = (version: string): ClaimKind =>
  KINDS.find(([pattern]) => pattern.test(version))?.[1] ?? 'professional';

/** NM1 loops as `loop id: NM101 codes`, by guide. */
type Parties = Readonly<Record<string, string>>;
type PartySet = { readonly claim: Parties; readonly payer: Parties; readonly line: Parties };

const PARTIES: Readonly<Record<ClaimKind, PartySet>> = {
  professional: {
    claim: {
      '2310A': 'DN P3',
      '2310B': '82',
      '2310C': '77 FA LI TL',
      '2310D': 'DQ',
      '2310E': 'PW',
      '2310F': '45',
    },
    payer: { '2330C': 'DN P3', '2330D': '82', '2330E': '77', '2330F': 'DQ', '2330G': '85' },
    line: {
      '2420A': '82',
      '2420B': 'QB',
      '2420C': '77 FA LI TL',
      '2420D': 'DQ',
      '2420E': 'DK',
      '2420F': 'DN P3',
      '2420G': 'PW',
      '2420H': '45',
    },
  },
  institutional: {
    claim: { '2310A': '71', '2310B': '72', '2310C': 'ZZ 73', '2310D': '82', '2310E': '77 FA', '2310F': 'DN' },
    payer: {
      '2330C': '71',
      '2330D': '72',
      '2330E': 'ZZ 73',
      '2330F': '77',
      '2330G': '82',
      '2330H': 'DN',
      '2330I': '85',
    },
    line: { '2420A': '72', '2420B': 'ZZ 73', '2420C': '82', '2420D': 'DN' },
  },
  dental: {
    claim: { '2310A': 'DN P3', '2310B': '82', '2310C': '77 FA', '2310D': 'DQ', '2310E': 'DD' },
    payer: { '2330C': 'DN P3', '2330D': '82', '2330E': 'DQ', '2330F': '85', '2330G': '77', '2330H': 'DD' },
    line: { '2420A': '82', '2420B': 'DD', '2420C': 'DQ', '2420D': '77' },
  },
};

const NAME = 'N2 N3 N4 REF PER PRV';
/** The subscriber and patient names carry demographics as well. */
const PERSON = `${NAME} DMG`;

/** Loops for the codes of the guide, and one for codes it does not have: they are kept under the loop's family name. */
const partyLoops = (parties: Parties, family: string): LoopRule[] => [
  ...Object.entries(parties).map(([id, codes]) => loop(id, 'NM1', codes, NAME)),
  loop(family, 'NM1', '', NAME),
];

function claimLoop(parties: PartySet): LoopRule {
  const otherSubscriber = loop('2320', 'SBR', '', 'CAS AMT DMG OI MIA MOA', [
    loop('2330A', 'NM1', 'IL', NAME),
    loop('2330B', 'NM1', 'PR', `${NAME} DTP`),
    ...partyLoops(parties.payer, '2330'),
  ]);
  const line = loop(
    '2400',
    'LX',
    '',
    'SV1 SV2 SV3 SV4 SV5 SV6 SV7 TOO PWK CR1 CR2 CR3 CR5 CRC DTP QTY MEA CN1 REF AMT K3 NTE PS1 IMM HI HCP HSD',
    [
      loop('2410', 'LIN', '', 'CTP REF'),
      ...partyLoops(parties.line, '2420'),
      loop('2430', 'SVD', '', 'CAS DTP AMT'),
      loop('2440', 'LQ', '', 'FRM'),
    ],
  );
  return unit(
    '2300',
    'CLM',
    '',
    'DTP CL1 DN1 DN2 PWK CN1 DSB UR AMT REF K3 NTE CR1 CR2 CR3 CR5 CR6 CR8 CRC HI QTY HCP',
    [loop('2305', 'CR7', '', 'HSD'), ...partyLoops(parties.claim, '2310'), otherSubscriber, line],
  );
}

function grammar(kind: ClaimKind): Grammar {
  const claim = claimLoop(PARTIES[kind]);
  return compile({
    own: ownSegments('BHT REF'),
    loops: [
      loop('1000A', 'NM1', '41', NAME),
      loop('1000B', 'NM1', '40', NAME),
      unit('2000A', 'HL', '20', 'PRV CUR', [
        loop('2010AA', 'NM1', '85', NAME),
        loop('2010AB', 'NM1', '87', NAME),
        loop('2010AC', 'NM1', 'PE', NAME),
        loop('2010A', 'NM1', '', NAME),
        claim,
      ]),
      unit('2000B', 'HL', '22', 'SBR PAT', [
        loop('2010BA', 'NM1', 'IL', PERSON),
        loop('2010BB', 'NM1', 'PR', NAME),
        loop('2010B', 'NM1', '', PERSON),
        claim,
      ]),
      unit('2000C', 'HL', '23', 'PAT', [loop('2010CA', 'NM1', 'QC', PERSON), loop('2010C', 'NM1', '', PERSON), claim]),
      unit('2000', 'HL', '', 'PRV SBR PAT', [loop('2010', 'NM1', '', PERSON), claim]),
      // A claim without any HL above it is still a claim.
      claim,
    ],
    required: { BHT: [1, 2], HL: [1, 3], NM1: [1], CLM: [1, 2], LX: [1] },
    amounts: { CLM: [2], SV1: [2], SV2: [3], SV3: [2], SVD: [2], AMT: [2], CAS: [3, 6, 9, 12, 15, 18] },
  });
}

const GRAMMARS: Readonly<Record<ClaimKind, Grammar>> = {
  professional: grammar('professional'),
  institutional: grammar('institutional'),
  dental: grammar('dental'),
};

/** Grammar of a claim set: TR3 005010X222A1 (professional), X223A2 (institutional), X224A2 (dental), 4010 likewise. */
export const claimGrammar = (st01: string, version: string): Grammar | null =>
  st01 === '837' ? GRAMMARS[kindOf(version)] : null;
