import type { Failure } from '@/domain/failure';
import type { AnyFlow, SagaWrite } from '@/flows/flow';
import type { Tx } from '../../platform/db';
import type { ReadyItem } from '../../store/claiming';
import {
  type Hold,
  type NewStep,
  newSagaId,
  type SagaRow,
  type SagaState,
  type StepRow,
  setConcerns,
  stepsOf,
  type Timers,
  takeSagas,
  writeSagas,
} from '../../store/sagas';
import { openCauses } from '../../store/stops';
import { factsJson } from '../facts';
import type { AnyItem } from '../items';

type Ids = { readonly facilityId: string | null; readonly payerId: string | null; readonly entity: string | null };
type Held = { row: SagaRow | null; memory: unknown; timers: Timers; step: string; stepCount: number };

/** Memories as stored: amounts are decimal text, as in facts. */
const stored = (memory: unknown): unknown => JSON.parse(factsJson(memory));

/**
 * The memories of one flow's subjects within one set: locked, handed from item to item of a key, and written once. An item that
 * is decided again starts from the memory before its own step, and its new step takes the old one's place.
 */
export class SagaDesk {
  readonly #flow: AnyFlow;
  readonly #held = new Map<string, Held>();
  readonly #own = new Map<string, StepRow>();
  readonly #states = new Map<string, SagaState>();
  readonly #steps: NewStep[] = [];
  readonly #concerns = new Map<string, readonly Failure[]>();

  private constructor(flow: AnyFlow) {
    this.#flow = flow;
  }

  static async open(tx: Tx, flow: AnyFlow, items: readonly ReadyItem[], hold: Hold = 'lock'): Promise<SagaDesk> {
    const desk = new SagaDesk(flow);
    if (!flow.memory) return desk;
    const sagas = await takeSagas(tx, flow.code, [...new Set(items.flatMap((item) => item.keys))], hold);
    for (const row of sagas) {
      const { memory, memoryVersion, timers, step, stepCount } = row;
      desk.#held.set(row.key, { row, memory: desk.#upgraded(memory, memoryVersion), timers, step, stepCount });
    }
    const again = items.filter((item) => item.releaseCount > 0).map((item) => item.id);
    if (again.length > 0) {
      const steps = await stepsOf(
        tx,
        again,
        sagas.map((saga) => saga.id),
      );
      for (const step of steps) desk.#own.set(`${step.sagaId}|${step.eventId}`, step);
    }
    return desk;
  }

  #upgraded(memory: unknown, memoryVersion: number): unknown {
    const { version, schema, upgrade } = this.#flow.memory as NonNullable<AnyFlow['memory']>;
    return memoryVersion === version ? schema.parse(memory) : upgrade(memory, memoryVersion);
  }

  /** What this item's flow remembers of its keys. */
  memoryOf(item: ReadyItem): Map<string, unknown> {
    const memory = new Map<string, unknown>();
    for (const key of item.keys) {
      const held = this.#held.get(key);
      if (!held) continue;
      const own = held.row ? this.#own.get(`${held.row.id}|${item.id}`) : undefined;
      if (own) {
        if (own.memoryBefore !== null) memory.set(key, this.#upgraded(own.memoryBefore, held.row?.memoryVersion ?? 0));
      } else if (held.memory !== undefined) memory.set(key, held.memory);
    }
    return memory;
  }

  /** A timer that a later step has set anew or cancelled is stale: what it was to remind of has changed. */
  isStale(item: AnyItem): boolean {
    if (item.type !== 'saga.due/1') return false;
    const { timer, no } = item.facts as { timer: string; no: number };
    const held = this.#held.get(item.keys[0]);
    // Decided again: its own step may have set the timer anew, and gives way.
    const own = held?.row ? this.#own.get(`${held.row.id}|${item.id}`) : undefined;
    const current = (own ? (own.timersBefore ?? {}) : held?.timers)?.[timer];
    return current === undefined || current.no !== no;
  }

  /** Takes one decision's writes. */
  take(item: ReadyItem, writes: Readonly<Record<string, SagaWrite<unknown>>>, ids: Ids): void {
    const { version } = this.#flow.memory as NonNullable<AnyFlow['memory']>;
    for (const [key, write] of Object.entries(writes)) {
      if (!item.keys.includes(key))
        throw new Error(`flow ${this.#flow.code} writes a memory of a key that is not its item's`);
      const held = this.#held.get(key) ?? { row: null, memory: undefined, timers: {}, step: '', stepCount: 0 };
      const own = held.row ? this.#own.get(`${held.row.id}|${item.id}`) : undefined;
      const known = this.#states.get(key);
      const sagaId = held.row?.id ?? known?.id ?? newSagaId();
      const no = own?.no ?? held.stepCount + 1;
      const before = own ? own.memoryBefore : held.memory === undefined ? null : stored(held.memory);
      const timersBefore = own ? (own.timersBefore ?? {}) : held.timers;
      const timers = timersAfter(timersBefore, write.wake ?? {}, no);
      const memory = stored(write.memory);
      this.#steps.push({
        sagaId,
        no,
        step: write.step,
        eventId: item.id,
        memoryBefore: before,
        timersBefore,
        memory,
      });
      const stepCount = Math.max(held.stepCount, no);
      this.#states.set(key, {
        id: sagaId,
        flowCode: this.#flow.code,
        key,
        step: write.step,
        memory,
        memoryVersion: version,
        timers,
        stepCount,
        ...ids,
        firstEventId: known?.firstEventId ?? item.id,
        lastEventId: item.id,
      });
      this.#held.set(key, { row: held.row, memory: write.memory, timers, step: write.step, stepCount });
      if (write.concerns) this.#concerns.set(sagaId, write.concerns);
    }
  }

  async write(tx: Tx): Promise<void> {
    await writeSagas(tx, [...this.#states.values()], this.#steps);
    const sagas: { sagaId: string; causeIds: string[] }[] = [];
    for (const [sagaId, concerns] of this.#concerns) {
      const flowCode = this.#flow.code;
      const causeIds = await openCauses(
        tx,
        'map',
        concerns.map((concern) => ({ flowCode, failure: concern })),
      );
      sagas.push({ sagaId, causeIds: [...new Set(causeIds)] });
    }
    await setConcerns(tx, sagas);
  }
}

function timersAfter(before: Timers, wake: Readonly<Record<string, string | null>>, no: number): Timers {
  const timers: Record<string, Timers[string]> = { ...before };
  for (const [name, at] of Object.entries(wake)) {
    if (at === null) delete timers[name];
    else timers[name] = { at, no };
  }
  return timers;
}
