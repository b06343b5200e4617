import { openIdentifiers } from '@/server/platform/crypto';
import type { Row, Tx } from '@/server/platform/db';
import { SHOWN_TIES } from '@/server/store/tie-causes';
import { maskIdentifier } from './exceptions-mask';
import type { TotalsFilter } from './scope';
import { FACTS } from './standing';

/**
 * Causes that stop nothing and are somebody's work all the same: ties that are late or off by an amount, and refunds that something is
 * wrong with. Their items are booked or on their way, so no place holds their dollars and nothing here is added to what is stopped.
 */
export type MatterLine = {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly subject: 'tie' | 'saga';
  readonly flow: string;
  /** Kind of its ties; empty of refunds. */
  readonly kind: string;
  readonly subjects: number;
  /** Its ties as they stand, as one text that goes with an answer; empty of refunds. */
  readonly shown: string;
  /** Null with the amount: what is wrong is no amount. */
  readonly asset: string | null;
  readonly amountMinor: bigint | null;
  readonly owner: { readonly email: string; readonly name: string } | null;
  readonly openedAt: Date;
  readonly dueAt: Date;
};

const MATTERS_MAX = 100;
/** A cause says what a tie is off by; one that moved since is said anew, or not at all. */
const STANDS = `k.closed_at IS NULL AND t.state = 'open' AND t.merged_into IS NULL AND abs(t.balance_minor) = k.amount_minor`;

interface LineSql extends Omit<MatterLine, 'owner'>, Row {
  readonly ownerEmail: string | null;
  readonly ownerName: string | null;
}

/** The largest first; what has no amount comes last. Ties belong to no facility: whoever does not see all of them sees none. */
export async function readMatters(tx: Tx, causeId: string | null = null): Promise<MatterLine[]> {
  const rows = await tx.query<LineSql>(
    `SELECT c.id, c.code, c.title, m.subject, COALESCE(m.flow, c.flow_code) AS flow, m.kind, m.subjects, m.shown, m.asset, m.amount AS "amountMinor", c.opened_at AS "openedAt", c.due_at AS "dueAt",
            c.owner_email AS "ownerEmail", u.name AS "ownerName"
       FROM (SELECT k.cause_id, 'tie' AS subject, NULL AS flow, min(t.kind) AS kind, count(*)::int AS subjects, ${SHOWN_TIES} AS shown, k.asset, sum(k.amount_minor)::bigint AS amount
               FROM tie_cause k JOIN tie t ON t.id = k.tie_id AND ${STANDS} GROUP BY k.cause_id, k.asset
              UNION ALL
             SELECT k.cause_id, 'saga', min(s.flow_code), '', count(*)::int, '', NULL, NULL FROM concern k JOIN saga s ON s.id = k.saga_id
              WHERE k.closed_at IS NULL GROUP BY k.cause_id) m
       JOIN cause c ON c.id = m.cause_id LEFT JOIN app_user u ON u.email = c.owner_email
      WHERE $1::uuid IS NULL OR c.id = $1 ORDER BY m.amount DESC NULLS LAST, c.due_at, c.id LIMIT ${MATTERS_MAX}`,
    [causeId],
  );
  return rows.map(({ ownerEmail, ownerName, ...line }) => ({
    ...line,
    owner: ownerEmail === null ? null : { email: ownerEmail, name: ownerName ?? ownerEmail },
  }));
}

/** They belong to no facility, entity, payer or period, so a narrower look cannot say which are meant. */
export const mattersIn = (filter: TotalsFilter, matters: readonly MatterLine[]): readonly MatterLine[] =>
  (filter.entity ?? filter.facilityId ?? filter.payerId ?? filter.period) === undefined
    ? matters.filter(({ flow }) => filter.flow === undefined || flow === filter.flow)
    : [];

/** One tie or refund under such a cause. */
export type Matter = {
  readonly id: string;
  readonly subject: 'tie' | 'saga';
  readonly flow: string;
  /** Kind of the tie; empty of a refund. */
  readonly kind: string;
  readonly since: Date;
  readonly asset: string | null;
  readonly amountMinor: bigint | null;
  readonly payer: string | null;
  /** Masked; of a claim. */
  readonly account: string | null;
  readonly trace: string | null;
  /** What opens it: an event, else a parcel, else the refund. */
  readonly eventId: string | null;
  readonly parcelId: string | null;
};

interface MatterSql extends Omit<Matter, 'account'>, Row {
  readonly identifiers: Buffer | null;
}

const MATTERS_OF_CAUSE_MAX = 200;

/** The largest first, at most 200 of each. */
export async function readMattersOf(tx: Tx, causeId: string): Promise<Matter[]> {
  const rows = await tx.query<MatterSql>(
    `(SELECT t.id, 'tie' AS subject, n.flow_code AS flow, t.kind, k.opened_at AS since, k.asset, k.amount_minor AS "amountMinor",
             COALESCE(py.name, NULLIF(p.parties->>'payerName', '')) AS payer, e.identifiers, NULLIF(p.trace, '') AS trace, i.event_id AS "eventId",
             p.id AS "parcelId"
        FROM tie_cause k JOIN tie t ON t.id = k.tie_id AND ${STANDS}
        JOIN LATERAL (SELECT x.source_id, x.flow_code FROM tie_entry x WHERE x.tie_id = t.id ORDER BY abs(x.amount_minor) DESC, x.source_id LIMIT 1) n ON true
        LEFT JOIN item i ON i.event_id = n.source_id AND i.flow_code = n.flow_code LEFT ${FACTS}
        LEFT JOIN parcel p ON p.id = COALESCE(i.parcel_id, n.source_id) LEFT JOIN payer py ON py.id = COALESCE(i.payer_id, p.payer_id)
       WHERE k.cause_id = $1 ORDER BY k.amount_minor DESC, t.id LIMIT ${MATTERS_OF_CAUSE_MAX})
     UNION ALL
     (SELECT s.id, 'saga', s.flow_code, '', k.opened_at, NULL, NULL, py.name, NULL, NULL, NULL, NULL
        FROM concern k JOIN saga s ON s.id = k.saga_id LEFT JOIN payer py ON py.id = s.payer_id
       WHERE k.cause_id = $1 AND k.closed_at IS NULL ORDER BY k.opened_at, s.id LIMIT ${MATTERS_OF_CAUSE_MAX})`,
    [causeId],
  );
  return rows.map(({ identifiers, ...matter }) => {
    const account = identifiers && matter.eventId ? openIdentifiers(matter.eventId, identifiers).claimId : undefined;
    return { ...matter, account: account ? maskIdentifier(account) : null };
  });
}
