import { sumMinor } from '@/domain/money';
import { postingKey } from '@/domain/posting-key';
import { sha256 } from '../../platform/crypto';
import type { Tx } from '../../platform/db';
import { newId } from '../../platform/ids';
import {
  insertLegs,
  insertLines,
  insertPostings,
  type NewLeg,
  type NewLine,
  type NewPosting,
  ruleIdsOf,
} from '../../store/mapping';
import type { FlowSetup, MasterSnapshot } from '../../store/master-snapshot';
import { growPosting, lockBucket, type OpenPosting, readOpenLines } from '../../store/open-postings';
import { type Entry, entriesOf, type Group, type Member, type OpenLine } from './group';

/** What the members of a group are told. */
export type Written = { readonly groupId: string; readonly nothingToSend: boolean; readonly proposed: boolean };

type Leg = Omit<NewLeg, 'rules'> & { readonly rules: readonly string[] };

/** The documents of one set. They are gathered group by group and written together, a statement per table. */
export class Book {
  readonly #tx: Tx;
  readonly #master: MasterSnapshot;
  readonly #postings: NewPosting[] = [];
  readonly #lines: NewLine[] = [];
  readonly #legs: Leg[] = [];
  /** Groups that wait for a second person. */
  readonly proposed: { readonly groupId: string; readonly group: Group }[] = [];

  constructor(tx: Tx, master: MasterSnapshot) {
    this.#tx = tx;
    this.#master = master;
  }

  /** Takes the documents of one group; a day's group joins the open summary of its bucket. */
  async add(group: Group, setup: FlowSetup): Promise<Written> {
    for (const member of group.members) checkOwnBalance(member);
    const isDay = group.grouping === 'day';
    const open = isDay ? await lockBucket(this.#tx, group.key) : [];
    const entries = entriesOf(group, await openLinesOf(this.#tx, open));
    const groupId = open[0]?.groupId ?? newId();
    const first = group.members[0] as Member;
    const nothingToSend = !isDay && first.draft.lines.length > 0 && entries.every((e) => e.debitMinor === 0n);
    const proposed = first.asks && !nothingToSend;
    const made: NewPosting[] = [];
    let no = Math.max(-1, ...open.map((p) => p.no));
    const numbers = new Map<string, number>();
    for (const entry of entries) {
      const known = open.find((p) => p.entity === entry.entity);
      const number = known?.no ?? ++no;
      numbers.set(entry.entity, number);
      const row = this.#row(known?.id ?? newId(), groupId, number, group, entry, setup, proposed);
      if (known) await growPosting(this.#tx, row);
      else made.push(row);
      this.#addLines(row.id, entry);
    }
    this.#postings.push(...made);
    this.#addLegs(groupId, group, entries, numbers, setup.ruleVersion);
    if (proposed) this.proposed.push({ groupId, group });
    return { groupId, nothingToSend, proposed };
  }

  async write(): Promise<void> {
    await insertPostings(this.#tx, this.#postings);
    await insertLines(this.#tx, this.#lines);
    const ids = await ruleIdsOf(this.#tx, new Set(this.#legs.flatMap((leg) => leg.rules)));
    await insertLegs(
      this.#tx,
      this.#legs.map((leg) => ({ ...leg, rules: leg.rules.map((rule) => ids.get(rule) ?? 0) })),
    );
  }

  #row(
    id: string,
    groupId: string,
    no: number,
    group: Group,
    entry: Entry,
    setup: FlowSetup,
    proposed: boolean,
  ): NewPosting {
    const { item, draft, placed, reversesPosting, targetId } = group.members[0] as Member;
    const at = group.periods.get(entry.entity);
    const target = placed.targets.get(entry.entity);
    if (!at || !target) throw new Error(`group ${group.key} has no place for entity ${entry.entity}`);
    const isOwner = entry.entity === group.owner || !group.periods.has(group.owner);
    const ids = group.members.map((m) => m.item.id).sort();
    const isDay = group.grouping === 'day';
    return {
      id,
      groupId,
      no,
      flowCode: item.flowCode,
      targetId: targetId ?? target.id,
      kind: draft.kind,
      role: draft.role,
      ref: draft.ref,
      subject: group.grouping === 'item' || group.grouping === 'saga' ? Buffer.from(item.key, 'hex') : null,
      entity: entry.entity,
      asset: draft.asset,
      ...at,
      parcelId: group.grouping === 'parcel' ? item.parcelId : null,
      bucket: isDay ? `${group.key}|${entry.entity}` : null,
      facilityIds: [...new Set(group.members.flatMap((m) => m.facilityId ?? []))],
      key: keyOf(target.code, entry.entity, groupId, reversesPosting === null ? draft.kind : 'reversal'),
      ruleVersion: setup.ruleVersion,
      description: isDay
        ? `Summary of ${item.flowCode}`
        : (draft.description ?? `${setup.flow.words.name} ${draft.ref}`),
      // The names and digests of what is attached are part of what is asked for; the bytes are looked up when it is sent.
      header: { ...draft.header, ...(draft.attach?.length ? { attachments: draft.attach } : {}) },
      sealed: draft.sealed ?? null,
      tells: draft.tells ?? null,
      reversesPosting,
      state: isDay
        ? 'open'
        : entry.debitMinor === 0n && entry.lines.length > 0
          ? 'confirmed'
          : proposed
            ? 'proposed'
            : 'ready',
      debitMinor: entry.debitMinor,
      creditMinor: creditOf(entry),
      lineCount: entry.lines.filter((l) => l.sent).length,
      ownMinor: isOwner ? group.members.reduce((sum, m) => sum + m.ownMinor, 0n) : 0n,
      eventCount: new Set(ids).size,
      firstEventId: ids[0] as string,
      lastEventId: ids[ids.length - 1] as string,
      cutSeconds: isDay ? setup.catalogue.summaryCutSeconds : 0,
    };
  }

  #addLines(postingId: string, entry: Entry): void {
    for (const line of entry.lines) {
      const facilityId = (line.facility === null ? undefined : this.#master.facilities.get(line.facility))?.id ?? null;
      this.#lines.push({ ...line, dims: line.dims ?? null, postingId, facilityId, facilityCode: line.facility });
    }
  }

  /** One leg per member; of a document without lines it is empty, and still the only link between the two. */
  #addLegs(
    groupId: string,
    group: Group,
    entries: readonly Entry[],
    numbers: ReadonlyMap<string, number>,
    ruleVersion: number,
  ): void {
    const legs = new Map<Member, { nos: number[]; lines: number[]; amounts: bigint[]; rules: string[] }>();
    for (const member of group.members) legs.set(member, { nos: [], lines: [], amounts: [], rules: [] });
    for (const entry of entries) {
      for (const { member, lineNo, amountMinor, rule } of entry.given) {
        const leg = legs.get(member);
        leg?.nos.push(numbers.get(entry.entity) ?? 0);
        leg?.lines.push(lineNo);
        leg?.amounts.push(amountMinor);
        leg?.rules.push(rule);
      }
    }
    for (const [{ item, draft, facilityId }, leg] of legs) {
      this.#legs.push({
        eventId: item.id,
        groupId,
        flowCode: item.flowCode,
        ref: draft.ref,
        facilityId,
        postingNos: leg.nos,
        lineNos: leg.lines,
        amounts: leg.amounts,
        rules: leg.rules,
        ruleVersion,
      });
    }
  }
}

/** From the credits themselves: that they equal the debits is for the books to find. */
const creditOf = (entry: Entry): bigint => sumMinor(entry.lines.map((line) => line.creditMinor));

const keyOf = (target: string, company: string, groupId: string, purpose: string): string =>
  postingKey({ tenant: 'tieout', erp: target, company, source: groupId, purpose, revision: 1 }, (text) => sha256(text));

/** Each item's own lines balance per entity, so that what one of them gave can be taken back alone. */
function checkOwnBalance({ item, draft }: Member): void {
  const sums = new Map<string, bigint>();
  for (const line of draft.lines) sums.set(line.entity, (sums.get(line.entity) ?? 0n) + line.amountMinor);
  for (const [entity, sum] of sums) {
    if (sum !== 0n) throw new Error(`draft ${draft.ref} of item ${item.id} is off by ${sum} in entity ${entity}`);
  }
}

async function openLinesOf(tx: Tx, open: readonly OpenPosting[]): Promise<Map<string, OpenLine[]>> {
  const byEntity = new Map<string, OpenLine[]>();
  if (open.length === 0) return byEntity;
  for (const { postingId: _, ...line } of await readOpenLines(
    tx,
    open.map((p) => p.id),
  )) {
    byEntity.set(line.entity, [...(byEntity.get(line.entity) ?? []), { ...line, rule: 'open' }]);
  }
  return byEntity;
}
