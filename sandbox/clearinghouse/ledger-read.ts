import type { Pool } from 'pg';
import { formatCents } from '../cents';

type LedgerQuery = {
  /** `sequence:st02` of the last row seen, or null from the start. */
  readonly after: string | null;
  readonly limit: number;
  readonly accident: string | null;
};

type LedgerRow = {
  readonly sequence: number;
  readonly st02: string;
  readonly bpr02: string;
  readonly claimTotal: string;
  readonly providerTotal: string;
};

/** One row per sent remittance, in the order sent, keyset-paged. Amounts are decimal strings. */
export async function readLedger(pool: Pool, query: LedgerQuery) {
  const [sequence, st02] = splitCursor(query.after);
  const result = await pool.query<LedgerRow>(
    `select r.sequence, d.file_name as file, d.control_number as isa13, d.state, d.artifact_id as "artifactId",
       d.attempts, r.st02, r.trn02, r.trn03, r.payer, r.payee_npi as "payeeNpi", r.payee_tin as "payeeTin", r.entity,
       r.bpr01, r.bpr02, r.bpr04, r.bpr16, r.claims, r.claim_total as "claimTotal", r.provider_total as "providerTotal",
       r.accident, r.expected_place as "expectedPlace", r.expected_reason as "expectedReason",
       r.paid_by_facility as "paidByFacility", r.content_hash as "contentHash", d.sha256, d.base_sequence as "refersTo"
     from sandbox_ch.remit r join sandbox_ch.delivery d using (sequence)
     where (r.sequence, r.st02) > ($1, $2) and ($4::text is null or r.accident = $4)
     order by r.sequence, r.st02 limit $3`,
    [sequence, st02, query.limit, query.accident],
  );
  const remits = result.rows.map((row) => ({
    ...row,
    bpr02: formatCents(BigInt(row.bpr02)),
    claimTotal: formatCents(BigInt(row.claimTotal)),
    providerTotal: formatCents(BigInt(row.providerTotal)),
  }));
  const last = result.rows.at(-1);
  return { remits, next: last && result.rows.length === query.limit ? `${last.sequence}:${last.st02}` : null };
}

function splitCursor(after: string | null): [number, string] {
  const match = /^(\d{1,9}):(\d{4,9})$/.exec(after ?? '');
  return match ? [Number.parseInt(match[1] ?? '', 10), match[2] ?? ''] : [-1, ''];
}

type Group = { readonly name: string; readonly remits: number; readonly distinct: number; readonly total: string };

/**
 * Totals over accepted deliveries. `distinctBpr02` counts each content once; `distinctWholeBpr02` leaves out what was
 * only ever sent in a truncated file, which a receiver cannot count on reading.
 */
export async function readTotals(pool: Pool) {
  const states = await pool.query<{ state: string; files: number; bytes: string }>(
    `select state, count(*)::int as files, coalesce(sum(size_bytes), 0) as bytes from sandbox_ch.delivery group by 1`,
  );
  const distinct = await pool.query<{ remits: number; claims: number; contents: number; total: string; whole: string }>(
    `with sent as (
       select r.* from sandbox_ch.remit r join sandbox_ch.delivery d using (sequence) where d.state = 'delivered'),
     contents as (
       select content_hash, max(bpr02) as bpr02, bool_or(accident <> 'truncated') as whole from sent group by 1)
     select (select count(*)::int from sent) as remits, (select coalesce(sum(claims), 0)::int from sent) as claims,
       count(*)::int as contents, coalesce(sum(bpr02), 0) as total,
       coalesce(sum(bpr02) filter (where whole), 0) as whole
     from contents`,
  );
  const [row] = distinct.rows;
  return {
    files: Object.fromEntries(states.rows.map((each) => [each.state, each.files])),
    remits: row?.remits ?? 0,
    claims: row?.claims ?? 0,
    distinctRemits: row?.contents ?? 0,
    distinctBpr02: formatCents(BigInt(row?.total ?? '0')),
    distinctWholeBpr02: formatCents(BigInt(row?.whole ?? '0')),
    byAccident: await readGroups(pool, 'accident'),
    byExpectedPlace: await readGroups(pool, 'expected_place'),
    byEntity: await readGroups(pool, 'entity'),
  };
}

async function readGroups(pool: Pool, column: 'accident' | 'expected_place' | 'entity') {
  const result = await pool.query<Group>(
    `select r.${column} as name, count(*)::int as remits, count(distinct r.content_hash)::int as distinct,
       sum(r.bpr02) as total
     from sandbox_ch.remit r join sandbox_ch.delivery d using (sequence) where d.state = 'delivered' group by 1`,
  );
  return Object.fromEntries(
    result.rows.map((group) => [
      group.name,
      { remits: group.remits, distinctRemits: group.distinct, bpr02: formatCents(BigInt(group.total)) },
    ]),
  );
}
