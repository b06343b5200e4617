import type { DraftLine } from '@/domain/draft';
import { createJournal, dimensionsOf } from '@/domain/journal';
import type { Draft, Grouping } from '@/flows/flow';
import type { ReadyItem } from '../../store/claiming';
import type { EntityPeriod, Placed } from './check';

/** One draft of one decided item, with what grouping needs of it. */
export type Member = {
  readonly item: ReadyItem;
  readonly draft: Draft;
  readonly placed: Placed;
  readonly facilityId: string | null;
  /** What it carries of the flow's measure: of several drafts of an item only the first does. */
  readonly ownMinor: bigint;
  readonly reversesPosting: string | null;
  /** A second person is asked about this decision: none of its documents goes before the answer. What it takes back does. */
  readonly asks: boolean;
  /** The target of a reversal is the one that made the original. */
  readonly targetId: string | null;
};

/** Drafts that become postings together: one per legal entity they touch, confirmed all or none. */
export type Group = {
  readonly key: string;
  readonly grouping: Grouping;
  readonly owner: string;
  readonly periods: ReadonlyMap<string, EntityPeriod>;
  readonly members: readonly Member[];
};

/** Groups by what the role says, and always by kind, asset, target and the exact periods and dates of every entity touched. */
export function groupMembers(members: readonly Member[], groupingOf: (member: Member) => Grouping): Group[] {
  const groups = new Map<string, Group & { members: Member[] }>();
  for (const member of members) {
    const { owner, periods, targets } = member.placed;
    const touched = new Set(member.draft.lines.map((line) => line.entity));
    if (touched.size === 0) touched.add(owner);
    const own = new Map([...periods].filter(([entity]) => touched.has(entity)).sort(([a], [b]) => (a < b ? -1 : 1)));
    const where = [...own]
      .map(([entity, p]) => {
        const target = member.targetId ?? targets.get(entity)?.id ?? '';
        return `${entity}:${target}:${p.period ?? ''}:${p.postingDate}:${p.priorPeriod ?? ''}`;
      })
      .join('+');
    const grouping = member.asks ? 'item' : groupingOf(member);
    const { kind, role, asset } = member.draft;
    const key = `${scopeOf(member, grouping)}|${role}|${kind}|${asset}|${owner}|${where}`;
    const known = groups.get(key);
    if (known) known.members.push(member);
    else groups.set(key, { key, grouping, owner, periods: own, members: [member] });
  }
  return [...groups.values()];
}

function scopeOf({ item, draft, reversesPosting }: Member, grouping: Grouping): string {
  // What is taken back, or waits for a second person, stands alone.
  if (reversesPosting !== null) return `reverses|${reversesPosting}|${item.id}`;
  if (grouping === 'day') return `day|${item.flowCode}`;
  return grouping === 'parcel' ? `parcel|${item.parcelId}` : `item|${item.id}|${draft.ref}`;
}

/** A line of an open summary that new items join. */
export type OpenLine = DraftLine & { readonly lineNo: number };

export type EntryLine = Omit<DraftLine, 'amountMinor' | 'rule' | 'entity'> & {
  readonly lineNo: number;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
  readonly sent: boolean;
};
export type Given = {
  readonly member: Member;
  readonly lineNo: number;
  readonly amountMinor: bigint;
  readonly rule: string;
};
export type Entry = {
  readonly entity: string;
  readonly lines: readonly EntryLine[];
  readonly debitMinor: bigint;
  readonly given: readonly Given[];
};

/**
 * The balanced entries of a group, one per entity, joined with the lines an open summary already has. Lines keep the number they
 * have, because earlier items point at it. Throws when a draft does not balance: that is a bug in the rules, not in data.
 */
export function entriesOf(group: Group, open: ReadonlyMap<string, readonly OpenLine[]>): Entry[] {
  const existing = [...open.values()].flat();
  const own = group.members.flatMap((member) => member.draft.lines.map((line) => ({ member, line })));
  if (own.length === 0) return [{ entity: group.owner, lines: [], debitMinor: 0n, given: [] }];
  const result = createJournal([...existing, ...own.map((o) => o.line)]);
  if (!result.ok) throw new Error(`draft of ${group.key} does not balance in entity ${result.entity}`);
  return result.journals.map((journal) => {
    const numbers = new Map((open.get(journal.entity) ?? []).map((l) => [dimensionsOf(l), l.lineNo]));
    let next = Math.max(0, ...numbers.values());
    const renumbered = new Map<number, number>();
    const lines = journal.lines.map((line) => {
      const lineNo = numbers.get(dimensionsOf(line)) ?? ++next;
      renumbered.set(line.lineNo, lineNo);
      return { ...line, lineNo };
    });
    const given = own.flatMap(({ member, line }, i) => {
      const at = result.lineOf[existing.length + i];
      if (at?.entity !== journal.entity) return [];
      const lineNo = renumbered.get(at.lineNo) ?? at.lineNo;
      return [{ member, lineNo, amountMinor: line.amountMinor, rule: line.rule }];
    });
    return { entity: journal.entity, lines, debitMinor: journal.debitMinor, given };
  });
}
