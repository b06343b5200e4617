import { postingKey } from '@/domain/posting-key';
import { sha256 } from '../../platform/crypto';
import type { Tx } from '../../platform/db';
import { newId } from '../../platform/ids';
import {
  insertEdges,
  insertLines,
  insertPostings,
  type NewEdge,
  type NewLine,
  type NewPosting,
} from '../../store/mapping';
import type { MasterSnapshot } from '../../store/master-snapshot';
import {
  deleteOpenLines,
  growPosting,
  lockOpenPostings,
  type OpenPosting,
  readOpenLines,
} from '../../store/open-postings';
import { draftJournals, type Group, type JournalDraft } from './group';

/** What a group's events are told: the posting that carries their cash, and whether anything has to be sent at all. */
export type Written = { readonly postingId: string; readonly nothingToSend: boolean };

type Source = { readonly text: string; readonly description: string };

/** The journals of one set. They are gathered group by group and written together, a statement per table. */
export class JournalBook {
  readonly #tx: Tx;
  readonly #master: MasterSnapshot;
  readonly #postings: NewPosting[] = [];
  readonly #lines: NewLine[] = [];
  readonly #edges: NewEdge[] = [];

  constructor(tx: Tx, master: MasterSnapshot) {
    this.#tx = tx;
    this.#master = master;
  }

  /** Takes the journals of one group; in summary mode they join the open journal of their bucket. */
  async add(group: Group, source: Source): Promise<Written> {
    const open = group.remitId === null ? await lockOpenPostings(this.#tx, group.key) : [];
    const journals = draftJournals(group, await openLinesOf(this.#tx, open));
    const groupId = open[0]?.groupId ?? newId();
    const nothingToSend = open.length === 0 && journals.every((j) => j.debitMinor === 0n) && group.remitId !== null;
    let cashPosting = '';
    for (const journal of journals) {
      const known = open.find((p) => p.entity === journal.entity);
      const id = known?.id ?? newId();
      if (journal.entity === group.cashEntity || cashPosting === '') cashPosting = id;
      const row = postingRow(id, groupId, group, journal, source, this.#master);
      if (known) {
        await deleteOpenLines(this.#tx, id);
        await growPosting(this.#tx, id, row);
      } else {
        this.#postings.push({ ...row, state: stateOf(group, journal) });
      }
      this.#addLines(id, journal);
    }
    return { postingId: cashPosting, nothingToSend };
  }

  async write(): Promise<void> {
    await insertPostings(this.#tx, this.#postings);
    await insertLines(this.#tx, this.#lines);
    await insertEdges(this.#tx, this.#edges);
  }

  #addLines(postingId: string, journal: JournalDraft): void {
    const { facilities, rules } = this.#master;
    for (const line of journal.lines) {
      const facilityId = (line.facility === null ? undefined : facilities.get(line.facility))?.id ?? null;
      this.#lines.push({ ...line, postingId, facilityId, facilityCode: line.facility });
    }
    for (const edge of journal.edges) this.#edges.push({ ...edge, postingId, ruleVersion: rules.version });
  }
}

/** A journal that nets to nothing has nothing to send: it is done as it is. */
const stateOf = (group: Group, journal: JournalDraft): NewPosting['state'] =>
  group.remitId === null ? 'open' : journal.debitMinor === 0n ? 'confirmed' : 'ready';

async function openLinesOf(tx: Tx, open: readonly OpenPosting[]) {
  const byEntity = new Map<string, (Awaited<ReturnType<typeof readOpenLines>>[number] & { rule: string })[]>();
  if (open.length === 0) return byEntity;
  for (const line of await readOpenLines(
    tx,
    open.map((p) => p.id),
  )) {
    byEntity.set(line.entity, [...(byEntity.get(line.entity) ?? []), { ...line, rule: 'open' }]);
  }
  return byEntity;
}

function postingRow(
  id: string,
  groupId: string,
  group: Group,
  journal: JournalDraft,
  source: Source,
  master: MasterSnapshot,
): NewPosting {
  const at = group.periods.get(journal.entity);
  if (!at) throw new Error(`group ${group.key} has no period for entity ${journal.entity}`);
  const isCash = journal.entity === group.cashEntity;
  const facilities = new Set(group.members.map((m) => m.mapped.facility.id));
  const sha = (text: string) => sha256(text);
  return {
    id,
    groupId,
    flowCode: master.flow.code,
    connectionId: master.erp.id,
    entity: journal.entity,
    ...at,
    remitId: group.remitId,
    bucket: group.remitId === null ? `${group.key}|${journal.entity}` : null,
    facilityIds: [...facilities],
    key: postingKey(
      {
        tenant: 'tieout',
        erp: master.erp.code,
        company: journal.entity,
        source: source.text,
        purpose: 'journal',
        revision: 1,
      },
      sha,
    ),
    ruleVersion: master.rules.version,
    description: source.description,
    state: 'ready',
    debitMinor: journal.debitMinor,
    lineCount: journal.lines.filter((l) => l.sent).length,
    cashMinor: isCash ? group.members.reduce((sum, m) => sum + m.amountMinor, 0n) : 0n,
    eventCount: group.members.length,
    cutSeconds: group.remitId === null ? master.flow.summaryCutSeconds : 0,
  };
}
