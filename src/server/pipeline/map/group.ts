import type { DraftLine } from '@/domain/facts';
import { createJournal } from '@/domain/journal';
import type { EntityPeriod, Mapped } from './decide';

/** One event that mapped, with what grouping needs of it. */
export type Member = {
  readonly eventId: string;
  readonly remitId: string;
  readonly amountMinor: bigint;
  readonly mapped: Mapped;
};

/** Events that become journals together: one per legal entity they touch, confirmed all or none. */
export type Group = {
  /** One remit in detail mode, a day's bucket in summary mode. */
  readonly key: string;
  readonly remitId: string | null;
  readonly cashEntity: string;
  readonly periods: ReadonlyMap<string, EntityPeriod>;
  readonly members: readonly Member[];
};

export type Mode = { readonly kind: 'detail' } | { readonly kind: 'summary'; readonly flow: string };

/** Groups by remit (detail) or by day (summary), and always by the exact periods and dates of every entity touched. */
export function groupMembers(members: readonly Member[], mode: Mode): Group[] {
  const groups = new Map<string, Group & { members: Member[] }>();
  for (const member of members) {
    const { cashEntity, lines, periods } = member.mapped;
    const touched = new Set(lines.map((line) => line.entity));
    const own = new Map([...periods].filter(([entity]) => touched.has(entity)).sort(([a], [b]) => (a < b ? -1 : 1)));
    const where = [...own]
      .map(([entity, p]) => `${entity}:${p.period}:${p.postingDate}:${p.priorPeriod ?? ''}`)
      .join('+');
    const scope = mode.kind === 'detail' ? member.remitId : `${mode.flow}|payment`;
    const key = `${scope}|${cashEntity}|${where}`;
    const known = groups.get(key);
    if (known) known.members.push(member);
    else
      groups.set(key, {
        key,
        remitId: mode.kind === 'detail' ? member.remitId : null,
        cashEntity,
        periods: own,
        members: [member],
      });
  }
  return [...groups.values()];
}

/** A line of an open summary journal that new events join. */
export type OpenLine = DraftLine & { readonly lineNo: number };

export type JournalDraft = {
  readonly entity: string;
  readonly lines: readonly (Omit<DraftLine, 'amountMinor' | 'rule' | 'entity'> & {
    lineNo: number;
    debitMinor: bigint;
    creditMinor: bigint;
    sent: boolean;
  })[];
  readonly debitMinor: bigint;
  readonly edges: readonly { eventId: string; lineNo: number; amountMinor: bigint; rule: string }[];
};

const dimensions = (l: Pick<DraftLine, 'account' | 'costCenter' | 'facility' | 'payerClass' | 'affiliate'>): string =>
  JSON.stringify([l.account, l.costCenter, l.facility, l.payerClass, l.affiliate]);

/**
 * The balanced journals of a group, joined with the lines an open summary journal already has. Lines keep the number they
 * have, because earlier events point at it. Throws when a draft does not balance: that is a bug in the rules, not in data.
 */
export function draftJournals(group: Group, open: ReadonlyMap<string, readonly OpenLine[]>): JournalDraft[] {
  const existing = [...open.values()].flat();
  const own = group.members.flatMap((m) => m.mapped.lines.map((line) => ({ eventId: m.eventId, line })));
  const result = createJournal([...existing, ...own.map((o) => o.line)]);
  if (!result.ok) throw new Error(`draft of ${group.key} does not balance in entity ${result.entity}`);
  return result.journals.map((journal) => {
    const numbers = new Map((open.get(journal.entity) ?? []).map((l) => [dimensions(l), l.lineNo]));
    let next = Math.max(0, ...numbers.values());
    const renumbered = new Map<number, number>();
    const lines = journal.lines.map((line) => {
      const lineNo = numbers.get(dimensions(line)) ?? ++next;
      renumbered.set(line.lineNo, lineNo);
      return { ...line, lineNo };
    });
    const edges = own.flatMap(({ eventId, line }, i) => {
      const at = result.lineOf[existing.length + i];
      if (at?.entity !== journal.entity) return [];
      return [
        { eventId, lineNo: renumbered.get(at.lineNo) ?? at.lineNo, amountMinor: line.amountMinor, rule: line.rule },
      ];
    });
    return { entity: journal.entity, lines, debitMinor: journal.debitMinor, edges };
  });
}
