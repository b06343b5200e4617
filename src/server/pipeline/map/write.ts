import { postingKey } from '@/domain/posting-key';
import { sha256 } from '../../platform/crypto';
import type { Tx } from '../../platform/db';
import { newId } from '../../platform/ids';
import { insertEdges, insertLines, insertPosting, type NewPosting } from '../../store/mapping';
import type { FacilityRow, MasterSnapshot } from '../../store/master-snapshot';
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

/** Writes the postings, lines and edges of one group; in summary mode joins the open journal of its bucket. */
export async function writeGroup(tx: Tx, group: Group, source: Source, master: MasterSnapshot): Promise<Written> {
  const open = group.remitId === null ? await lockOpenPostings(tx, group.key) : [];
  const lines = await openLinesOf(tx, open);
  const journals = draftJournals(group, lines);
  const groupId = open[0]?.groupId ?? newId();
  const nothingToSend = open.length === 0 && journals.every((j) => j.debitMinor === 0n) && group.remitId !== null;
  let cashPosting = '';
  for (const journal of journals) {
    const known = open.find((p) => p.entity === journal.entity);
    const id = known?.id ?? newId();
    if (journal.entity === group.cashEntity || cashPosting === '') cashPosting = id;
    const row = postingRow(id, groupId, group, journal, source, master);
    if (known) {
      await deleteOpenLines(tx, id);
      await growPosting(tx, id, row);
    } else {
      await insertPosting(tx, { ...row, state: stateOf(group, journal) });
    }
    await writeLines(tx, id, journal, master);
  }
  return { postingId: cashPosting, nothingToSend };
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

async function writeLines(tx: Tx, postingId: string, journal: JournalDraft, master: MasterSnapshot): Promise<void> {
  const facilityOf = (code: string | null): FacilityRow | undefined =>
    code === null ? undefined : master.facilities.get(code);
  await insertLines(
    tx,
    journal.lines.map((line) => ({
      ...line,
      postingId,
      facilityId: facilityOf(line.facility)?.id ?? null,
      facilityCode: line.facility,
    })),
  );
  await insertEdges(
    tx,
    journal.edges.map((edge) => ({ ...edge, postingId, ruleVersion: master.rules.version })),
  );
}
