import type { Amount } from '@/domain/amount';
import { AppError } from '@/domain/failure';
import type { AnyFlow, NewEvent as FlowEvent, Identity, Parcel, Sink } from '@/flows/flow';
import { subscribersOf } from '@/flows/registry';
import { FINDINGS_MAX, type Finding } from '@/formats/finding';
import { blindIndex, KEY_VERSION, sealIdentifiers, sha256 } from '../../platform/crypto';
import { idWithin, newId } from '../../platform/ids';
import type { LeasedArtifact, NewEvent, NewParcel } from '../../store/parsing';
import { factsJson, orderKeys, storable } from '../facts';

/** Findings kept with a parcel; all of them are counted with the artifact. */
const FINDINGS_KEPT_MAX = 50;
/** `payment.posted/1` in two parts. */
const TYPE = /^(.+)\/(\d+)$/;

/**
 * Takes what a flow's reader reports and makes the rows that are kept: facts with sealed identifiers and blind indexes, and
 * the parcels they stand in. A parcel's facts may be written before its end is read: they belong to nobody until then.
 */
export class Gatherer implements Sink<unknown, Record<string, unknown>> {
  readonly parcels: NewParcel[] = [];
  readonly findings: Finding[] = [];
  readonly findingCounts: Record<string, number> = {};
  findingCount = 0;
  recordCount = 0;
  readonly #artifact: LeasedArtifact;
  readonly #flow: AnyFlow;
  readonly #receivedOn: string;
  #events: NewEvent[] = [];
  #parcelId = newId();
  #ordinal = 0;
  #first: string | null = null;
  #last: string | null = null;
  #seen = 0;

  constructor(artifact: LeasedArtifact, flow: AnyFlow) {
    this.#artifact = artifact;
    this.#flow = flow;
    this.#receivedOn = artifact.receivedAt.toISOString().slice(0, 10);
  }

  /** Facts that were reported and not taken yet. */
  get waiting(): number {
    return this.#events.length;
  }

  take(): NewEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  event(event: FlowEvent<Record<string, unknown>>): void {
    const part = event.part ?? 0;
    const id = idWithin(this.#artifact.id, BigInt(event.span.offset), part);
    const { type, version } = typeOf(event.type);
    const { indexA, indexB, tokens } = this.#indexes(event.identifiers);
    const named = Object.values(event.identifiers).some((value) => value !== '');
    if (this.#first === null || id < this.#first) this.#first = id;
    if (this.#last === null || id > this.#last) this.#last = id;
    this.#events.push({
      id,
      parcelId: this.#parcelId,
      parentId: null,
      ordinal: this.#ordinal,
      type,
      version,
      asset: event.amount.asset,
      amountMinor: event.amount.minor,
      facts: factsJson(event.facts),
      identifiers: named ? sealIdentifiers(id, event.identifiers) : null,
      keyVersion: KEY_VERSION,
      indexA,
      indexB,
      tokens,
      orderKeys: orderKeys(event.order),
      naturalKey: event.naturalKey === undefined ? null : sha256(`${this.#flow.code}|${event.naturalKey}`),
      at: event.at,
      businessDate: event.businessDate ?? null,
      byteOffset: event.span.offset,
      byteLength: event.span.length,
      part,
      path: storable(event.path),
      wants: this.#wants(event),
    });
    this.#ordinal += 1;
    this.recordCount += 1;
  }

  parcelEnd(parcel: Parcel<unknown>): void {
    const main = mainAmount(parcel.control, this.#flow);
    const identity = this.#flow.identity(parcel);
    const edge = idWithin(this.#artifact.id, BigInt(parcel.span.offset), 0);
    this.parcels.push({
      id: this.#parcelId,
      ordinal: this.parcels.length,
      flowCode: this.#flow.code,
      byteOffset: parcel.span.offset,
      byteLength: parcel.span.length,
      path: storable(parcel.path),
      firstEventId: this.#first ?? edge,
      lastEventId: this.#last ?? edge,
      head: factsJson(parcel.head),
      parties: factsJson(parcel.parties),
      digest: parcel.digest,
      businessDate: parcel.businessDate,
      onDate: parcel.businessDate ?? this.#receivedOn,
      asset: main.asset,
      controlMinor: main.minor,
      recordCount: parcel.records,
      controls: parcel.control.length > 1 ? factsJson(parcel.control) : null,
      incomplete: parcel.complete === null ? null : factsJson(parcel.complete),
      same: storable(identity.same),
      contradicts: contradictionsOf(identity),
      findings: factsJson(this.findings.slice(this.#seen, this.#seen + FINDINGS_KEPT_MAX)),
    });
    this.#parcelId = newId();
    this.#ordinal = 0;
    this.#first = null;
    this.#last = null;
    this.#seen = this.findings.length;
  }

  finding(finding: Finding): void {
    this.findingCount += 1;
    this.findingCounts[finding.severity] = (this.findingCounts[finding.severity] ?? 0) + 1;
    if (this.findings.length < FINDINGS_MAX) this.findings.push(finding);
  }

  #indexes(identifiers: Readonly<Record<string, string>>) {
    const found: { a: Buffer | null; b: Buffer | null } = { a: null, b: null };
    const others: Record<string, string> = {};
    for (const [name, value] of Object.entries(identifiers)) {
      if (value === '') continue;
      const column = this.#flow.indexes[name];
      const index = blindIndex(name, value);
      if (column !== undefined && found[column] === null) found[column] = index;
      else others[name] = index.toString('hex');
    }
    const tokens = Object.keys(others).length > 0 ? JSON.stringify(others) : null;
    return { indexA: found.a, indexB: found.b, tokens };
  }

  /** What subscribers want of this fact, under keys and with amounts of their own. */
  #wants(event: FlowEvent<Record<string, unknown>>): string | null {
    const subscribers = subscribersOf(event.type);
    if (subscribers.length === 0) return null;
    const tokens = Object.fromEntries(
      Object.entries(event.identifiers)
        .filter(([, value]) => value !== '')
        .map(([name, value]) => [name, blindIndex(name, value).toString('hex')]),
    );
    const wants = subscribers.flatMap((flow) => {
      const subscription = flow.subscribes[event.type];
      const keys = subscription?.keys({ facts: event.facts, order: event.order, tokens }) ?? null;
      if (!subscription || keys === null) return [];
      const amount = subscription.amount(event.facts);
      const prefixed = keys.map((key) => `${flow.code}|${key}`) as [string, ...string[]];
      return [
        { flow: flow.code, keys: orderKeys(prefixed).toString('hex'), ...amount, minor: amount.minor.toString() },
      ];
    });
    return wants.length > 0 ? JSON.stringify(wants) : null;
  }
}

function typeOf(text: string): { type: string; version: number } {
  const match = TYPE.exec(text);
  if (!match)
    throw new AppError('EVENT_TYPE', 'bug', `“${text}” names no version; event types look like payment.posted/1.`);
  return { type: match[1] ?? text, version: Number(match[2]) };
}

/** The control total in the flow's own asset, else the first one; a parcel that totals nothing has zero of it. */
const mainAmount = (control: readonly Amount[], flow: AnyFlow): Amount =>
  control.find((amount) => amount.asset === flow.measure.asset) ??
  control[0] ?? { asset: flow.measure.asset, minor: 0n };

/** Every text that no other parcel may share, a line each. */
function contradictionsOf({ contradicts, alike = [] }: Identity): string | null {
  const texts = [...(contradicts === null ? [] : [contradicts]), ...alike].map((text) =>
    storable(text.replaceAll('\n', ' ')),
  );
  return texts.length > 0 ? texts.join('\n') : null;
}
