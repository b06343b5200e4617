import { createHash } from 'node:crypto';
import { usd } from '@/domain/amount';
import { failure } from '@/domain/failure';
import type { Sink, Source } from '@/flows/flow';
import type { TinyEvents } from './facts';

/**
 * A format of its own: `M machine total`, then one `T ticket cents instant` per ticket. Its files are told by their names,
 * because nothing else in the house knows their bytes.
 */
export type TinyHead = { readonly machine: string; readonly total: string };

const LINE = /[^\n]*\n/g;
const TICKET = /^T (\S+) (\d+) (\S+)$/;

class Reader {
  readonly #sink: Sink<TinyHead, TinyEvents>;
  #text = '';

  constructor(sink: Sink<TinyHead, TinyEvents>) {
    this.#sink = sink;
  }

  push(bytes: Uint8Array): void {
    this.#text += Buffer.from(bytes).toString('latin1');
  }

  end() {
    const [, machine = '', total = '0'] = /^M (\S+) (\d+)/.exec(this.#text) ?? [];
    let offset = 0;
    let [sum, records, date] = [0n, 0, null as string | null];
    for (const [line] of this.#text.matchAll(LINE)) {
      const found = TICKET.exec(line.trimEnd());
      if (found) {
        const [, number = '', cents = '0', at = ''] = found;
        date ??= at.slice(0, 10);
        sum += BigInt(cents);
        records += 1;
        this.#sink.event({
          type: 'ticket.sold/1',
          facts: { machine, amountMinor: BigInt(cents) },
          amount: usd(BigInt(cents)),
          at,
          span: { offset, length: line.length },
          path: `T${records}`,
          identifiers: { ticket: number },
          order: [`ticket|${number}`],
          naturalKey: `ticket|${number}`,
        });
      }
      offset += line.length;
    }
    const isWhole = sum === BigInt(total);
    this.#sink.parcelEnd({
      head: { machine, total },
      digest: createHash('sha256').update(this.#text.trim()).digest('hex'),
      span: { offset: 0, length: this.#text.length },
      path: 'M',
      control: [usd(BigInt(total))],
      records,
      businessDate: date,
      parties: { machine },
      complete: isWhole ? null : failure('TINY_UNBALANCED', 'machine', machine),
    });
    return null;
  }
}

export const tickets: Source<TinyHead, TinyEvents> = {
  takes: ({ name }) => name.endsWith('.tiny'),
  open: (sink) => new Reader(sink),
  again: ({ bytes }) => {
    const [, number = '', cents = '0'] = TICKET.exec(Buffer.from(bytes).toString('latin1').trimEnd()) ?? [];
    return { amount: usd(BigInt(cents)), identifiers: { ticket: number } };
  },
};
