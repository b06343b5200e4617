import type { Pool } from 'pg';
import { z } from 'zod';
import { formatCents } from '../cents';
import type { Outcome } from '../courier';
import { STEPS, type Step } from './accidents';
import { buildDelivery, type Delivery } from './deliveries';
import type { DeliverySpec } from './remits';

const stepSchema = z.custom<Step>((value) => typeof value === 'string' && Object.hasOwn(STEPS, value));

const specSchema: z.ZodType<DeliverySpec> = z.lazy(() =>
  z.object({
    seed: z.string(),
    sequence: z.int(),
    baseDate: z.string(),
    step: stepSchema,
    base: specSchema.nullable(),
    claimsPerRemit: z.int().nullable(),
    remits: z.int().nullable(),
  }),
);

type PendingDelivery = { readonly sequence: number; readonly attempts: number; readonly delivery: Delivery };

/** Writes a delivery and what is in it, in one statement, before it is sent for the first time. */
export async function recordDelivery(pool: Pool, delivery: Delivery, planIndex: number | null): Promise<void> {
  const { spec } = delivery;
  const remits = delivery.remits.map((remit) => ({
    sequence: spec.sequence,
    st02: remit.st02,
    trn02: remit.trn02,
    trn03: remit.trn03,
    payer: remit.payer,
    payee_npi: remit.payeeNpi,
    payee_tin: remit.payeeTin,
    entity: remit.entity,
    bpr01: remit.bpr01,
    bpr02: String(remit.bpr02),
    bpr04: remit.bpr04,
    bpr16: remit.bpr16,
    claims: remit.claims,
    claim_total: String(remit.claimTotal),
    provider_total: String(remit.providerTotal),
    accident: remit.accident,
    expected_place: remit.expectedPlace,
    expected_reason: remit.expectedReason,
    paid_by_facility: Object.fromEntries(
      Object.entries(remit.paidByFacility).map(([facility, paid]) => [facility, formatCents(paid)]),
    ),
    content_hash: remit.contentHash,
  }));
  await pool.query(
    `with sent as (
       insert into sandbox_ch.delivery (sequence, seed, plan_index, base_sequence, spec, file_name, control_number,
         sha256, size_bytes, step, state)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'pending'))
     insert into sandbox_ch.remit
     select * from jsonb_populate_recordset(null::sandbox_ch.remit, $11::jsonb)`,
    [
      spec.sequence,
      spec.seed,
      planIndex,
      spec.base?.sequence ?? null,
      JSON.stringify(spec),
      delivery.fileName,
      delivery.controlNumber,
      delivery.sha256,
      delivery.bytes.length,
      spec.step,
      JSON.stringify(remits),
    ],
  );
}

/** Where the next delivery stands: its sequence number and its place in the plan of this seed. */
export async function nextPlace(pool: Pool, seed: string): Promise<{ sequence: number; planIndex: number }> {
  const result = await pool.query<{ sequence: number; plan: number }>(
    `select coalesce(max(sequence), -1) + 1 as sequence,
       coalesce(max(plan_index) filter (where seed = $1), -1) + 1 as plan from sandbox_ch.delivery`,
    [seed],
  );
  return { sequence: result.rows[0]?.sequence ?? 0, planIndex: result.rows[0]?.plan ?? 0 };
}

/** The spec a planned delivery was really made from; its sequence number depends on what else was sent. */
export async function specOfPlanned(pool: Pool, seed: string, planIndex: number): Promise<DeliverySpec> {
  const result = await pool.query<{ spec: unknown }>(
    'select spec from sandbox_ch.delivery where seed = $1 and plan_index = $2',
    [seed, planIndex],
  );
  return specSchema.parse(result.rows[0]?.spec);
}

/** The newest clean delivery made on demand that no other refers to; planned ones are left to their plan. */
export async function freeCleanSpec(pool: Pool, seed: string): Promise<DeliverySpec | null> {
  const result = await pool.query<{ spec: unknown }>(
    `select spec from sandbox_ch.delivery as clean
     where seed = $1 and plan_index is null and step = 'none'
       and not exists (select 1 from sandbox_ch.delivery as later where later.base_sequence = clean.sequence)
     order by sequence desc limit 1`,
    [seed],
  );
  return result.rows[0] ? specSchema.parse(result.rows[0].spec) : null;
}

/** The oldest delivery not yet accepted, its bytes made anew and checked against the hash kept at first. */
export async function oldestPending(pool: Pool): Promise<PendingDelivery | null> {
  const result = await pool.query<{ sequence: number; attempts: number; spec: unknown; sha256: string }>(
    `select sequence, attempts, spec, sha256 from sandbox_ch.delivery
     where state = 'pending' order by sequence limit 1`,
  );
  const row = result.rows[0];
  if (!row) return null;
  const delivery = buildDelivery(specSchema.parse(row.spec));
  if (delivery.sha256 !== row.sha256) {
    // A generator changed between two versions must not pass off other bytes as the same delivery.
    throw new Error(`delivery ${row.sequence} can no longer be rebuilt; empty the sandbox_ch schema and start again`);
  }
  return { sequence: row.sequence, attempts: row.attempts, delivery };
}

/** The bytes of any delivery ever sent, or null. */
export async function rebuildDelivery(pool: Pool, sequence: number): Promise<Delivery | null> {
  const result = await pool.query<{ spec: unknown }>('select spec from sandbox_ch.delivery where sequence = $1', [
    sequence,
  ]);
  return result.rows[0] ? buildDelivery(specSchema.parse(result.rows[0].spec)) : null;
}

export async function pendingCount(pool: Pool): Promise<number> {
  const result = await pool.query<{ count: number }>(
    `select count(*)::int as count from sandbox_ch.delivery where state = 'pending'`,
  );
  return result.rows[0]?.count ?? 0;
}

/** Notes how an attempt ended. */
export async function recordOutcome(pool: Pool, sequence: number, outcome: Outcome): Promise<void> {
  await pool.query(
    `update sandbox_ch.delivery set state = $2, attempts = attempts + 1, artifact_id = $3, last_error = $4,
       finished_at = case when $2 = 'pending' then null else now() end
     where sequence = $1`,
    [
      sequence,
      outcome.state,
      outcome.state === 'delivered' ? outcome.artifactId : null,
      outcome.state === 'delivered' ? null : outcome.error,
    ],
  );
}
