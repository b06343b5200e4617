import type { Cure } from '@/server/exceptions/cures';
import { passWaits } from '../setup/books';
import { cure, stopsOf } from '../setup/cures';
import { mirrorErp, type Product } from '../setup/pipeline';

type Does = (product: Product, artifactIds: readonly string[]) => Promise<void>;

/** Cures every cause of these files that stands under one of the codes. */
const cures =
  (by: Cure, ...codes: readonly string[]): Does =>
  async (product, artifactIds) => {
    const stops = (await stopsOf(product, artifactIds)).filter(
      ({ code }) => codes.length === 0 || codes.includes(code),
    );
    if (stops.length === 0) throw new Error('nothing of it is stopped that a person could act on');
    for (const { causeId, eventId } of stops) await cure(product, causeId, by, [eventId]);
  };

const timePasses: Does = async (product) => {
  await mirrorErp();
  await passWaits(product);
};

/** The ERP begins the periods of the months ahead, as it does when they come. */
const dateComes: Does = async (product, artifactIds) => {
  const ahead = await product.sql<{ entity: string; period: string }>(
    `SELECT entity_code AS entity, period FROM fiscal_period WHERE status = 'future' AND period <= to_char(now() + interval '4 months', 'YYYY-MM')`,
  );
  for (const { entity, period } of ahead)
    await product.erp.control('PATCH', `/api/companies/${entity}/periods/${period}`, { status: 'open' });
  await timePasses(product, artifactIds);
};

/** What people and time do, by the words of the cases. A further act of one of these kinds is one more word, not more code. */
const ACTS: readonly (readonly [RegExp, Does])[] = [
  [/^the date comes/i, dateComes],
  [/waiting time.*over/i, timePasses],
  [/in place of the first|replaces? the first/i, cures({ kind: 'replace-remit' })],
  [/both are real|real second/i, cures({ kind: 'both-real' })],
  [/^reject/i, cures({ kind: 'reject' })],
  [
    /^give CS the interest account/i,
    cures({ kind: 'map-plb', target: '7010', validFrom: '2020-01-01' }, 'PLB_CODE_UNMAPPED'),
  ],
  [/^(accept it|book what is still open)/i, cures({ kind: 'accept' })],
];

export const actOf = (words: string): Does | undefined => ACTS.find(([pattern]) => pattern.test(words))?.[1];
