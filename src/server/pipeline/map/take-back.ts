import { assetOf } from '@/domain/amount';
import { type DraftLine, takingBack } from '@/domain/draft';
import type { Draft } from '@/flows/flow';
import type { Tx } from '../../platform/db';
import type { ReadyItem } from '../../store/claiming';
import type { MasterSnapshot } from '../../store/master-snapshot';
import { type Given, givenBy, REPLACED } from '../../store/taking-back';
import { checkDraft } from './check';
import type { Outcome } from './decide';
import type { Member } from './group';

/** The parcel of this item gave way to another: no rule is asked, what it gave goes back as it stands in the books. */
export const isTakenBack = (item: ReadyItem): boolean => item.judgements.at(-1)?.mark === REPLACED;

/** The exact negation of what each item gave, today: a journal per parcel and entity in the open period. */
export async function takeBack(tx: Tx, items: readonly ReadyItem[], master: MasterSnapshot): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const flowCode of new Set(items.map((item) => item.flowCode))) {
    const rows = items.filter((item) => item.flowCode === flowCode);
    const given = await givenBy(
      tx,
      rows.map((row) => row.id),
      flowCode,
    );
    for (const row of rows) {
      outcomes.push(
        negate(
          row,
          given.filter((line) => line.eventId === row.id),
          master,
        ),
      );
    }
  }
  return outcomes;
}

const NOWHERE = { entity: null, facility: null, payer: null };

/** What goes back as it came: a draft per role, kind and asset, so that each goes to where it stands. */
export function draftsBack(given: readonly Given[], today: string): Draft[] {
  const parts = new Map<string, Given[]>();
  for (const line of given) {
    const key = `${line.role}.${line.kind}.${line.asset}`;
    const part = parts.get(key);
    if (part) part.push(line);
    else parts.set(key, [line]);
  }
  return [...parts].map(([key, part]) => draftOf(key, part, today));
}

function negate(row: ReadyItem, given: readonly Given[], master: MasterSnapshot): Outcome {
  const [first] = given;
  const scope = {
    payerId: first?.payerId ?? null,
    facilityId: first?.facilityId ?? null,
    entity: first?.scopeEntity ?? null,
  };
  const drafts = draftsBack(given, master.today);
  const members: Member[] = [];
  for (const draft of drafts) {
    const placed = checkDraft(row.flowCode, draft, master.today, null, master);
    if ('code' in placed) return { row, scope, kind: 'stop', failure: placed, aside: false };
    // The item's own amount goes back once, however many drafts carry its lines.
    const ownMinor = members.length === 0 ? -row.amountMinor : 0n;
    const { facilityId } = scope;
    members.push({
      item: row,
      draft,
      placed,
      facilityId,
      ownMinor,
      reversesPosting: null,
      targetId: null,
      asks: false,
    });
  }
  const at = members[0]?.placed.periods.get(members[0].placed.owner);
  return {
    row,
    scope,
    kind: 'post',
    decision: { kind: 'post', scope: NOWHERE, drafts },
    members,
    withdrawn: [],
    owner: members[0]?.placed.owner ?? null,
    at: { period: at?.period ?? null, priorPeriod: at?.priorPeriod ?? null },
    takesBack: true,
  };
}

function draftOf(key: string, part: readonly Given[], today: string): Draft {
  const [first] = part as [Given, ...Given[]];
  return {
    ref: `takes-back.${key}`,
    kind: first.kind,
    role: first.role,
    entity: first.entity,
    asset: assetOf(first.asset),
    lines: part.map(
      ({ entity, account, costCenter, facility, payerClass, affiliate, dims, amountMinor, rule }): DraftLine => ({
        entity,
        account,
        costCenter,
        facility,
        payerClass,
        affiliate,
        ...(dims ? { dims } : {}),
        amountMinor: -amountMinor,
        rule: takingBack(rule),
      }),
    ),
    description: 'Takes a replaced parcel back',
    date: today,
  };
}
