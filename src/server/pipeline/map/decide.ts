import { type Failure, failure } from '@/domain/failure';
import type { Decision, Draft, Wakes } from '@/flows/flow';
import type { ReadyItem } from '../../store/claiming';
import type { FlowSetup, MasterSnapshot } from '../../store/master-snapshot';
import type { Asked } from '../items';
import { checkDraft, type Placed } from './check';
import type { Member } from './group';
import type { Resolution, Resolved } from './reverse';

/** Scope as the tables know it. */
export type Scoped = {
  readonly payerId: string | null;
  readonly facilityId: string | null;
  readonly entity: string | null;
};

type Of<K extends Decision<unknown>['kind']> = Extract<Decision<unknown>, { kind: K }>;

/** What becomes of one item, with everything the writing needs. */
export type Outcome = { readonly row: ReadyItem; readonly scope: Scoped } & (
  | {
      readonly kind: 'post';
      readonly decision: Of<'post'>;
      readonly members: readonly Member[];
      readonly withdrawn: Extract<Resolution, { kind: 'drafts' }>['withdrawn'];
      readonly owner: string | null;
      readonly at: { readonly period: string | null; readonly priorPeriod: string | null };
      /** It takes back what the item gave, and the item ends. */
      readonly takesBack?: true;
    }
  | { readonly kind: 'stop'; readonly failure: Failure; readonly aside: boolean; readonly wakes?: Wakes }
  | { readonly kind: 'wait'; readonly decision: Of<'wait'> }
  | { readonly kind: 'end'; readonly decision: Of<'end'> }
  /** It stands behind an answer that is not known yet. */
  | { readonly kind: 'later' }
);

export type Deciding = {
  readonly setup: FlowSetup;
  readonly master: MasterSnapshot;
  readonly memory: ReadonlyMap<string, unknown>;
  readonly resolve: (item: ReadyItem, drafts: readonly Draft[]) => Resolution;
};

/** Decides one item: the flow's own decision, then what every document needs. Pure: everything comes from the arguments. */
export function decideItem(asked: Asked, deciding: Deciding): Outcome {
  const { row, item } = asked;
  const { setup, master, memory } = deciding;
  const decision = setup.flow.decide(item, master, setup.rules, memory) as Decision<unknown>;
  const scope = scopedOf(decision, master);
  switch (decision.kind) {
    case 'stop':
      return {
        row,
        scope,
        kind: 'stop',
        failure: decision.failure,
        aside: decision.queue === 'aside',
        ...(decision.wakes ? { wakes: decision.wakes } : {}),
      };
    case 'wait':
      return { row, scope, kind: 'wait', decision };
    case 'end':
      return { row, scope, kind: 'end', decision };
    case 'post':
      return place(row, decision, scope, deciding);
  }
}

function place(row: ReadyItem, decision: Of<'post'>, scope: Scoped, { setup, master, resolve }: Deciding): Outcome {
  const nothing = decision.drafts.every(
    (draft) => draft.lines.length === 0 && draft.kind === 'journal' && draft.reverses === undefined,
  );
  if (decision.drafts.length === 0 && row.amountMinor !== 0n) {
    return { row, scope, kind: 'stop', failure: failure('NOTHING_DRAFTED', 'flow', setup.flow.code), aside: false };
  }
  const resolution: Resolution = nothing
    ? { kind: 'drafts', drafts: decision.drafts.map(asIs), withdrawn: [] }
    : resolve(row, decision.drafts);
  if (resolution.kind === 'later') return { row, scope, kind: 'later' };
  const members: Member[] = [];
  const asks = resolution.drafts.some(
    ({ draft, reversesPosting }) =>
      reversesPosting === null && draft.approval !== undefined && isSomething(draft.lines),
  );
  let first: Placed | null = null;
  for (const { draft, reversesPosting, targetId } of resolution.drafts) {
    const placed = checkDraft(setup.flow.code, draft, row.businessDate, decision.scope.facility, master);
    if ('code' in placed) {
      const day = draft.date ?? row.businessDate;
      if (NOT_YET.has(placed.code) && day > master.today) return ahead(row, scope, decision.scope, day, placed);
      return { row, scope, kind: 'stop', failure: placed, aside: false };
    }
    first ??= placed;
    // A journal without a line books nothing and is not sent; the item still counts in its period.
    if (draft.lines.length === 0 && draft.kind === 'journal') continue;
    const ownMinor = members.length === 0 ? row.amountMinor : 0n;
    members.push({
      item: row,
      draft,
      placed,
      facilityId: scope.facilityId,
      ownMinor,
      reversesPosting,
      targetId,
      asks: asks && reversesPosting === null,
    });
  }
  const at = first?.periods.get(first.owner);
  return {
    row,
    scope,
    kind: 'post',
    decision,
    members,
    withdrawn: resolution.withdrawn,
    owner: first?.owner ?? null,
    at: { period: at?.period ?? null, priorPeriod: at?.priorPeriod ?? null },
  };
}

/** Failures that the calendar alone ends, when the day they are about has not come. */
const NOT_YET: ReadonlySet<string> = new Set(['PERIOD_CLOSED', 'PERIOD_UNKNOWN']);

/** Dated ahead of the periods that are open: nobody has to act before the day comes, and then it is decided anew. */
const ahead = (row: ReadyItem, scope: Scoped, named: Of<'post'>['scope'], until: string, late: Failure): Outcome => ({
  row,
  scope,
  kind: 'wait',
  decision: { kind: 'wait', for: [], until, late, scope: named, queue: 'blocks' },
});

/** A document without lines, or with one that moves something. */
const isSomething = (lines: Draft['lines']): boolean =>
  lines.length === 0 || lines.some((line) => line.amountMinor !== 0n);

const asIs = (draft: Draft): Resolved => ({ draft, reversesPosting: null, targetId: null });

function scopedOf({ scope }: Decision<unknown>, master: MasterSnapshot): Scoped {
  return {
    payerId: (scope.payer === null ? undefined : master.payers.get(scope.payer))?.id ?? null,
    facilityId: (scope.facility === null ? undefined : master.facilities.get(scope.facility))?.id ?? null,
    entity: scope.entity,
  };
}
