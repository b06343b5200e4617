import { addBusinessDays } from '@/domain/business-days';
import { type Failure, failure } from '@/domain/failure';
import { formatMinor } from '@/domain/money';
import { AT_ONCE } from '@/flows/tie';
import { appendAudit } from '../audit';
import { type Actor, type Tx, withTransaction } from '../platform/db';
import { settleCauses } from '../store/causes';
import { loadMaster, type MasterSnapshot } from '../store/master-snapshot';
import { openCauses } from '../store/stops';
import { closeMovedTieCauses, hasFeed, type LateTie, lateTies, openTieCauses } from '../store/tie-causes';
import { type Declared, declaredTies } from './kinds';

const TIES_PER_SET = 1000;

/**
 * Brings the causes of late ties in line with how the ties stand now. What is untied beyond its clock is somebody's work, with the
 * dollars it is off by; nothing is stopped by it. Returns how many were raised and closed.
 */
export const lookAtClocks = (actor: Actor): Promise<{ raised: number; closed: number }> =>
  withTransaction(actor, async (tx) => {
    const closed = await closeMovedTieCauses(tx);
    const master = await loadMaster(tx);
    let raised = 0;
    for (const [kind, declared] of declaredTies(master)) {
      const clock = clockOf(declared);
      // Where no bank has ever sent a statement, every remit would be without its deposit.
      if (clock.tie.lateAs !== undefined && !(await hasFeed(tx, clock.flowCode))) continue;
      const late = await lateTies(tx, kind, cutoffOf(clock, master.today), TIES_PER_SET);
      await raise(tx, kind, clock, late);
      raised += late.length;
    }
    if (raised + closed > 0) {
      await settleCauses(tx);
      await appendAudit(tx, {
        action: 'ties.looked-at',
        subjectKind: 'tie',
        subjectId: 'late',
        detail: { raised, closed },
      });
    }
    return { raised, closed };
  });

/**
 * Says so of ties that are late as soon as they are open, in the transaction that opened them: what is booked with a difference
 * is never without its cause. `moved`: the kind of every tie that moved, and what moved it.
 */
export async function raiseAtOnce(
  tx: Tx,
  moved: readonly { readonly tie: string; readonly sourceId: string }[],
  master: MasterSnapshot,
): Promise<void> {
  if (moved.length === 0) return;
  for (const [kind, declared] of declaredTies(master)) {
    const clock = clockOf(declared);
    const sources = moved.filter(({ tie }) => tie === kind).map(({ sourceId }) => sourceId);
    if (sources.length === 0 || clock.tie.days?.(clock.rules) !== AT_ONCE) continue;
    await raise(tx, kind, clock, await lateTies(tx, kind, ALWAYS, sources.length, sources));
  }
}
/** Every day there is, as PostgreSQL calls it. */
const ALWAYS = 'infinity';

/** Several flows may write to one kind; the one that says which side is missing keeps its clock. */
const clockOf = (declared: readonly Declared[]): Declared =>
  declared.find(({ tie }) => tie.lateAs !== undefined) ?? (declared[0] as Declared);

/** The last day from which as many business days have passed by today. */
function cutoffOf({ tie, rules }: Declared, today: string): string | null {
  const days = tie.days?.(rules);
  if (days === undefined) return null;
  return days === AT_ONCE ? ALWAYS : addBusinessDays(today, -(days + 1));
}

async function raise(tx: Tx, kind: string, { flowCode, tie }: Declared, late: readonly LateTie[]): Promise<void> {
  if (late.length === 0) return;
  const failures = late.map((one) => ({ flowCode, failure: failureOf(kind, tie, one) }));
  const causeIds = await openCauses(tx, 'reconcile', failures);
  await openTieCauses(
    tx,
    late.map(({ id, asset, balanceMinor }, i) => ({
      tieId: id,
      causeId: causeIds[i] ?? '',
      asset,
      amountMinor: balanceMinor < 0n ? -balanceMinor : balanceMinor,
    })),
  );
}

/** One cause per payer for what is missing; amounts that differ are each a question of their own. */
function failureOf(kind: string, tie: Declared['tie'], late: LateTie): Failure {
  const [first, second, both] = tie.lateAs ?? [tie.late, tie.late, tie.late];
  const has = (side: string): boolean => late.sides.includes(side);
  const [one, other] = tie.sides;
  if (has(one) && has(other) && one !== other) {
    const difference = formatMinor(late.balanceMinor < 0n ? -late.balanceMinor : late.balanceMinor);
    return failure(both, `tie.${kind}`, late.payer ?? late.key ?? '', { difference });
  }
  return failure(has(one) ? first : second, `tie.${kind}`, late.payer ?? '');
}
