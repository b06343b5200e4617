import { setTimeout as sleep } from 'node:timers/promises';
import { MIXES, type Mix } from '../../../sandbox/clearinghouse/accidents';
import { buildDelivery } from '../../../sandbox/clearinghouse/deliveries';
import { specAt } from '../../../sandbox/clearinghouse/sequence';
import type { Instance } from './instance';

const { 'conflicting-amount': _, ...counts } = MIXES.dense.counts as Record<string, number>;
/**
 * Every accident but one: of two remits with one trace number the first to be read wins, and a file whose reader was killed
 * is read after those behind it, so the winner would not be the same in every run.
 */
const MIX: Mix = { blockSize: MIXES.dense.blockSize, counts };

export type Delivery = {
  readonly name: string;
  readonly bytes: Buffer;
  readonly minor: bigint;
  readonly cutOff: boolean;
};

/** The files of a seed: the same bytes in every run of a day. */
export function deliveries(seed: string, files: number, claimsPerRemit: number): Delivery[] {
  const baseDate = new Date().toISOString().slice(0, 10);
  return Array.from({ length: files }, (_unused, index) => {
    const delivery = buildDelivery(specAt({ seed, mix: MIX, baseDate, claimsPerRemit, remits: 1 }, index));
    return {
      name: delivery.fileName,
      bytes: delivery.bytes,
      minor: delivery.remits.reduce((sum, remit) => sum + remit.bpr02, 0n),
      cutOff: delivery.remits.some((remit) => remit.accident === 'truncated'),
    };
  });
}

const RETRY_MS = 250;
const TRY_MS = 15_000;

/** Delivers files in order as a clearinghouse does: the same bytes again until they are acknowledged. */
export class Feed {
  readonly acknowledged: string[] = [];
  /** Tries that ended without an answer: each may have been kept all the same. */
  unanswered = 0;
  readonly #files: readonly Delivery[];
  #next = 0;

  constructor(files: readonly Delivery[]) {
    this.#files = files;
  }

  async deliverUntil(instance: Instance, count: number): Promise<void> {
    for (; this.#next < Math.min(count, this.#files.length); this.#next += 1) {
      await this.#deliver(instance, this.#files[this.#next] as Delivery);
    }
  }

  async #deliver(instance: Instance, file: Delivery): Promise<void> {
    const token = instance.secrets().sandboxIngestToken;
    for (;;) {
      try {
        const response = await fetch(`${instance.url}/api/ingest/clearinghouse?name=${encodeURIComponent(file.name)}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
          body: new Uint8Array(file.bytes),
          signal: AbortSignal.timeout(TRY_MS),
        });
        const text = await response.text();
        if (response.ok) {
          this.acknowledged.push((JSON.parse(text) as { artifactId: string }).artifactId);
          return;
        }
        // Not kept, it says: but a commit whose answer the database lost is not known to the web process either.
        this.unanswered += 1;
      } catch {
        this.unanswered += 1;
      }
      await sleep(RETRY_MS);
    }
  }
}
