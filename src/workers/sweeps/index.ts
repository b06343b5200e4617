import { addCheckpoint } from '@/server/audit/checkpoint';
import { pollPayments } from '@/server/connectors/inbound/erp-payments';
import { endDeferrals } from '@/server/exceptions/work';
import { readLedgers, readMasterData } from '@/server/pipeline/reconcile/run';
import { type Actor, withTransaction } from '@/server/platform/db';
import { env } from '@/server/platform/env';
import { ring } from '@/server/queue/doorbell';
import { continueSending } from '@/server/replay/send';
import { fireTimers } from '@/server/sagas/timers';
import { lookAtWaits } from '@/server/sagas/waits';
import { dropDeadBeats } from '@/server/store/heartbeats';
import { makePartitions } from '@/server/store/partitions';
import { lastVerifyRun } from '@/server/store/verify';
import { lookAtClocks } from '@/server/ties/clocks';
import { matchTies } from '@/server/ties/match';
import { verify } from '@/server/verify';
import type { Sweep } from './sweep';

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const MONTHS_AHEAD = 3;

/** The ERP's accounts, cost centers and periods: mapping refuses what the ERP would refuse. */
export const masterData: Sweep = {
  name: 'master-data',
  everyMs: 60 * SECOND_MS,
  run: async (actor) => {
    // An instance without an ERP waits for one; saying so every minute would help nobody.
    if (!env().ERP_URL) return;
    if (await readMasterData(actor)) await ring('map');
  },
};

/** The ERP's own balances, the ledger leg of reconciliation. */
const ledgers: Sweep = { name: 'ledgers', everyMs: 15 * SECOND_MS, run: readLedgers };

/** Monthly partitions exist before the month does. */
const partitions: Sweep = {
  name: 'partitions',
  everyMs: 24 * HOUR_MS,
  run: (actor: Actor) => withTransaction(actor, (tx) => makePartitions(tx, MONTHS_AHEAD)),
};

const deadWorkers: Sweep = {
  name: 'dead-workers',
  everyMs: HOUR_MS,
  run: (actor: Actor) => withTransaction(actor, dropDeadBeats),
};

/** A manifest whose sender died goes on; one that is being sent gains at most a batch. */
const sending: Sweep = {
  name: 'sending',
  everyMs: 15 * SECOND_MS,
  run: async (actor) => {
    await continueSending(actor);
  },
};

/** Items that were put off until a day are exceptions again on that day. */
const deferrals: Sweep = {
  name: 'deferrals',
  everyMs: 300 * SECOND_MS,
  run: async (actor) => {
    await endDeferrals(actor);
  },
};

/** Timers that fell due, and waits whose signal came, was missed, or never came. */
const clocks: Sweep = {
  name: 'clocks',
  everyMs: 2 * SECOND_MS,
  run: async (actor) => {
    const fired = await fireTimers(actor);
    const { woken } = await lookAtWaits(actor);
    if (fired + woken > 0) await ring('map');
  },
};

/** What became of payments of documents that we asked for. */
const payments: Sweep = {
  name: 'payments',
  everyMs: 5 * SECOND_MS,
  run: async (actor) => {
    if ((await pollPayments(actor)) > 0) await ring('parse');
  },
};

/** What belongs together although no key says so, and what is untied beyond its clock. */
const ties: Sweep = {
  name: 'ties',
  everyMs: 30 * SECOND_MS,
  run: async (actor) => {
    const { tied } = await matchTies(actor);
    await lookAtClocks(actor);
    if (tied > 0) await ring('map');
  },
};

/** What was added to the audit is signed and written outside the database. */
const checkpoints: Sweep = { name: 'checkpoints', everyMs: 60 * SECOND_MS, run: addCheckpoint };

const INVARIANTS_MS = 120 * SECOND_MS;
/** Checking reads everything there is: it takes at most a fiftieth of the time, and comes once an hour whatever it takes. */
const REST_TIMES = 50;
const REST_MOST_MS = 3600 * SECOND_MS;

/** The invariants are checked all the time, not only when somebody asks; the overview shows when they last were. */
const invariants: Sweep = {
  name: 'invariants',
  everyMs: INVARIANTS_MS,
  run: async (actor) => {
    const last = await withTransaction(actor, lastVerifyRun);
    const restMs = Math.min(REST_MOST_MS, Math.max(INVARIANTS_MS / 2, (last?.tookMs ?? 0) * REST_TIMES));
    // Another worker's turn counts as ours.
    if (last && last.agoMs < restMs) return;
    await verify(actor, null, 'rows');
  },
};

export const SWEEPS: readonly Sweep[] = [
  masterData,
  ledgers,
  partitions,
  deadWorkers,
  sending,
  deferrals,
  clocks,
  payments,
  ties,
  checkpoints,
  invariants,
];
