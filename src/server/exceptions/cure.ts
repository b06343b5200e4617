import { AppError } from '@/domain/failure';
import { appendAudit } from '@/server/audit';
import type { Change } from '@/server/masterdata/change-set';
import { requireWholeScope } from '@/server/masterdata/whole-scope';
import { type Actor, type Tx, withTransaction } from '@/server/platform/db';
import { consentOf } from '@/server/replay/consent';
import { freezeSet, frozenAudit } from '@/server/replay/freeze';
import { type Impact, storedImpact } from '@/server/replay/impact';
import { sendStarted, startSending } from '@/server/replay/send';
import { type CauseRow, lockCause } from '@/server/store/causes';
import {
  accountKeysOf,
  causesSharingParcels,
  parcelsOfCauses,
  payeesOfParcels,
  payerKeysOfParcels,
} from '@/server/store/causes-parcels';
import type { CrosswalkKey } from '@/server/store/masterdata';
import { measureSet, mergePreview } from '@/server/store/replays';
import { actionOf, type Cure, curesOf, markOf, titleOfCure } from './cures';

const refuse = (code: string, words: string) => new AppError(code, 'exception', words);

/** What a cure would change, and which causes' items it sets free. */
export type Planned = { readonly causeIds: readonly string[]; readonly change: Change | null };

/**
 * The cause, locked, when this cure fits it and the items picked. A document stands for its whole journal, so nobody reads
 * back a part of it. Errors: `CAUSE_NOT_FOUND`, `CURE_UNFIT`, `CURE_WHOLE_ONLY`.
 */
export async function causeFor(
  tx: Tx,
  causeId: string,
  cure: Cure,
  picked: readonly string[] | undefined,
): Promise<CauseRow> {
  const cause = await lockCause(tx, causeId);
  if (!cause) throw refuse('CAUSE_NOT_FOUND', 'There is no such cause among the facilities you may see.');
  if (!curesOf(cause.code, cause.value, cause.flow_code).includes(cure.kind))
    throw refuse('CURE_UNFIT', `“${cause.title}” is not cured that way.`);
  if (cure.kind === 'read-back' && picked !== undefined)
    throw refuse('CURE_WHOLE_ONLY', 'A document is read back for all of its items. Take the selection back.');
  return cause;
}

const PARTY_CAUSES = ['PAYER_UNKNOWN', 'PAYEE_UNKNOWN'];

/** The change of master data that a cure is about; judgements about items change nothing, they travel with the manifest. */
export async function planCure(
  tx: Tx,
  cause: CauseRow,
  cure: Cure,
  picked: readonly string[] | undefined,
): Promise<Planned> {
  switch (cure.kind) {
    case 'adopt': {
      const causeIds = await causesSharingParcels(tx, cause.id, PARTY_CAUSES);
      return { causeIds, change: { kind: 'adopt', causeIds: [...causeIds] } };
    }
    case 'map-payer':
    case 'map-payee':
    case 'map-prefix':
    case 'map-plb':
    case 'map-account': {
      const { target, validFrom } = cure;
      const keys = await keysOf(tx, cause, cure.kind, picked);
      const mappings = keys.map((key) => ({ ...key, target, validFrom }));
      return { causeIds: [cause.id], change: { kind: 'map', mappings } };
    }
    case 'cost-center': {
      const by = cause.code === 'COST_CENTER_INACTIVE' ? 'cost_center' : 'code';
      const change = {
        kind: 'cost-center' as const,
        by: by as 'code' | 'cost_center',
        value: cause.value,
        costCenter: cure.target,
      };
      return { causeIds: [cause.id], change };
    }
    default:
      return { causeIds: [cause.id], change: null };
  }
}

type MapKind = 'map-payer' | 'map-payee' | 'map-prefix' | 'map-plb' | 'map-account';

/** A party that a file does not name cannot be mapped: all that are not named would be one. */
const isNamed = (key: string): boolean => key !== '';

/** The outside values to map. Parties are read from the parcels, because a payee may carry two ids. */
async function keysOf(
  tx: Tx,
  cause: CauseRow,
  kind: MapKind,
  picked: readonly string[] | undefined,
): Promise<CrosswalkKey[]> {
  if (kind === 'map-prefix') return [{ kind: 'account-prefix', key: cause.value }];
  if (kind === 'map-plb') return [{ kind: 'plb-account', key: cause.value }];
  if (kind === 'map-account') return [await accountOf(tx, cause, picked)];
  const parcels = await parcelsOfCauses(tx, [cause.id]);
  if (kind === 'map-payer') {
    return (await payerKeysOfParcels(tx, parcels)).filter(isNamed).map((key) => ({ kind: 'payer', key }));
  }
  const keys = new Map<string, CrosswalkKey>();
  for (const payee of await payeesOfParcels(tx, parcels)) {
    const add = (key: CrosswalkKey) => keys.set(`${key.kind}|${key.key}`, key);
    if (payee.payee_npi) add({ kind: 'payee-npi', key: payee.payee_npi });
    if (payee.payee_tin) add({ kind: 'payee-tin', key: payee.payee_tin });
    if (!payee.payee_npi && !payee.payee_tin && isNamed(payee.payee_key))
      add({ kind: 'payee-tin', key: payee.payee_key });
  }
  return [...keys.values()];
}

/**
 * The account these lines are of: by the blind index of its number, or where the bank masks it everywhere by its last digits. A
 * cause is called by those digits, which accounts may share. Errors: `CURE_SEVERAL_ACCOUNTS`.
 */
async function accountOf(tx: Tx, cause: CauseRow, picked: readonly string[] | undefined): Promise<CrosswalkKey> {
  const [key, second] = await accountKeysOf(tx, cause.id, picked ?? null);
  if (second !== undefined)
    throw refuse('CURE_SEVERAL_ACCOUNTS', `Several accounts end in ${cause.value}. Pick the lines of one of them.`);
  return { kind: 'bank-account', key: key ?? `*${cause.value.replace(/[^A-Za-z0-9]/g, '')}` };
}

export type CureResult = {
  readonly replayId: string;
  readonly number: number;
  readonly itemCount: number;
  readonly amountMinor: bigint;
  /** `true`: on its way. `false`: frozen, a second person has to approve it. */
  readonly sent: boolean;
};

/** Why, which items when not all of them, and the hash of the set that was shown when the person agreed. */
export type Chosen = {
  readonly reason: string;
  readonly eventIds?: readonly string[];
  readonly shownHash?: string;
  /** When that set was shown: what stopped later stays out. */
  readonly asOf?: string;
  /** In which flow and asset, when the cause stops items of several. */
  readonly flowCode?: string;
  readonly asset?: string;
  /** Freeze only: somebody sends it later. */
  readonly freezeOnly?: boolean;
  /** What the dry run said of this set; kept in the manifest. */
  readonly impact?: Impact | null;
};

/**
 * One click: freezes what the cure sets free together with the change of master data that frees it, and starts sending when its
 * maker may move that much alone. Otherwise both wait for approval, and nothing is changed until it is sent.
 *
 * Errors: `CURE_SET_CHANGED` when the set is not the one that was shown; those of `causeFor`, of the master data
 * commands and of `freezeSet`; then nothing at all was changed.
 */
export async function cureCause(actor: Actor, causeId: string, cure: Cure, chosen: Chosen): Promise<CureResult> {
  const result = await withTransaction(actor, async (tx) => {
    const cause = await causeFor(tx, causeId, cure, chosen.eventIds);
    const { causeIds, change } = await planCure(tx, cause, cure, chosen.eventIds);
    if (change) requireWholeScope(tx);
    const action = actionOf(cure.kind);
    const replay = { causeId, title: titleOfCure(cure, cause), reason: chosen.reason, action, mark: markOf(cure.kind) };
    const set = await freezeSet(
      tx,
      { ...replay, change },
      {
        causeIds,
        eventIds: chosen.eventIds,
        asOf: chosen.asOf,
        flowCode: chosen.flowCode,
        asset: chosen.asset,
      },
    );
    const { grossMinor, hash } = await measureSet(tx, set.id);
    requireShown(chosen.shownHash, hash);
    if (chosen.impact) await mergePreview(tx, set.id, { impact: storedImpact(chosen.impact) });
    const consent = await consentOf(tx, { maker: actor.name, causeId, replayId: set.id, grossMinor });
    const sent = !consent.needed && !chosen.freezeOnly;
    await appendAudit(tx, frozenAudit(set, action));
    if (sent) await startSending(tx, set.id);
    return { replayId: set.id, number: set.number, itemCount: set.itemCount, amountMinor: set.amountMinor, sent };
  });
  if (result.sent) await sendStarted(actor, result.replayId);
  return result;
}

/** The set acted on is the set shown: an item of it that moved in between sends the person back to look. */
function requireShown(shownHash: string | undefined, hash: Buffer): void {
  if (shownHash === undefined || shownHash === hash.toString('hex')) return;
  throw refuse('CURE_SET_CHANGED', 'Nothing was changed: some of the items shown have moved. Look at the new count.');
}
