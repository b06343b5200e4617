// Goal: one bad file, a receiver that is down or a place that is gone never loses a file, never reads one twice for nothing, and
// is said aloud. Method: a real folder, a poller whose pauses end when the test says so, and receivers that fail on purpose.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '@/domain/failure';
import { makePlace, makeReceiver, makeSource, startStepwise } from '../../../../test/setup/inbound';
import { localDirectory } from './folder/directory';
import type { InboundSource } from './port';

let place = makePlace();
let made = makeSource(localDirectory(place.folders), place.folders);
beforeEach(() => {
  place = makePlace();
  made = makeSource(localDirectory(place.folders), place.folders);
});
afterEach(() => rmSync(place.folders.inbox, { recursive: true, force: true }));

describe('startPolling', () => {
  it('takes no more files per look than agreed, and looks again at once while there are more', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) place.put(`${name}.835`);
    await made.settled();
    const { seen, receive } = makeReceiver();
    const { poller, pauses, rest, look } = startStepwise(made.source, receive, { filesPerLookMax: 2 });
    await rest();
    expect(seen).toHaveLength(2);
    await look();
    await look();
    expect(seen).toHaveLength(5);
    expect(pauses).toEqual([0, 0, 30_000]);
    await poller.stop();
  });

  it('waits 1 s, doubling to 60 s, while the folder is gone, and 30 s again when it is back', async () => {
    rmSync(place.folders.inbox, { recursive: true });
    const { poller, pauses, rest, look } = startStepwise(made.source, makeReceiver().receive);
    await rest();
    for (let i = 0; i < 8; i += 1) await look();
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    expect(poller.state()).toMatchObject({
      status: 'failing',
      failuresInARow: 9,
      lastFailure: { code: 'INBOUND_FOLDER_UNUSABLE', message: expect.stringContaining('There is no folder') },
    });
    place.put('a.835');
    await look();
    expect(pauses.at(-1)).toBe(30_000);
    // The last failure stays to be read; its count says that it is over.
    expect(poller.state()).toMatchObject({ status: 'fine', failuresInARow: 0, lastFailure: { at: expect.any(Date) } });
    await poller.stop();
  });

  it('keeps a file the receiver failed on, as a claim, and lets the others pass it', async () => {
    place.put('bad.835', 'bad', 1_790_000_000);
    place.put('good.835', 'good', 1_790_000_100);
    await made.settled();
    const { kept, seen, receive } = makeReceiver();
    const broken = new Set(['bad.835']);
    const { poller, rest, look } = startStepwise(made.source, (delivery) => {
      if (broken.has(delivery.name)) return Promise.reject(new Error('no database'));
      return receive(delivery);
    });
    await rest();
    expect([...kept.values()].map(({ name }) => name)).toEqual(['good.835']);
    expect(place.inbox()).toEqual([expect.stringMatching(/^bad\.835\.reading-/)]);
    expect(place.error()).toEqual([]);
    expect(poller.state()).toMatchObject({ status: 'failing', filesTaken: 1, filesRefused: 0 });
    // Nothing of a foreign error's text is shown.
    expect(poller.state().lastFailure?.message).not.toContain('database');
    broken.clear();
    await look();
    expect(seen.at(-1)).toMatchObject({ name: 'bad.835', redelivery: true });
    expect(poller.state()).toMatchObject({ status: 'fine', filesTaken: 2 });
    await poller.stop();
  });

  it('goes easy on a receiver that is down: three files, then a pause', async () => {
    for (let i = 0; i < 9; i += 1) place.put(`${i}.835`);
    await made.settled();
    let calls = 0;
    const { poller, rest } = startStepwise(made.source, () => {
      calls += 1;
      return Promise.reject(new Error('down'));
    });
    await rest();
    await poller.stop();
    expect(calls).toBe(3);
  });

  it('does not send a file to the error folder because the connection is unknown', async () => {
    place.put('a.835');
    await made.settled();
    const { poller, rest } = startStepwise(made.source, () =>
      Promise.reject(new AppError('CONNECTION_UNKNOWN', 'exception', 'There is no inbound connection “TEST”.')),
    );
    await rest();
    await poller.stop();
    expect(place.error()).toEqual([]);
    expect(poller.state().lastFailure).toMatchObject({ code: 'CONNECTION_UNKNOWN' });
  });

  it('says in the reason what, why and when', async () => {
    place.put('big.835');
    await made.settled();
    const { poller, rest } = startStepwise(made.source, () =>
      Promise.reject(new AppError('ARTIFACT_TOO_LARGE', 'exception', 'The file is larger than 2 GiB.')),
    );
    await rest();
    await poller.stop();
    const text = readFileSync(path.join(place.folders.error, place.error()[1]!), 'utf8');
    expect(text).toMatch(
      /^big\.835 \(16 bytes\) was not received\.\nThe file is larger than 2 GiB\.\nCode: ARTIFACT_TOO_LARGE\. Connection: TEST\. Time: \d{4}-/,
    );
  });

  it('moves what was received but could not be moved, without reading it again', async () => {
    place.put('a.835');
    await made.settled();
    const { seen, receive } = makeReceiver();
    let failures = 0;
    const source: InboundSource = {
      ...made.source,
      done: (file) => {
        failures += 1;
        return failures > 2 ? made.source.done(file) : Promise.reject(new Error('read-only'));
      },
    };
    const { poller, rest, look } = startStepwise(source, receive);
    await rest();
    expect(poller.state()).toMatchObject({ status: 'failing', filesTaken: 1 });
    await look();
    await look();
    expect(seen).toHaveLength(1);
    expect(place.done()).toHaveLength(1);
    expect(poller.state()).toMatchObject({ status: 'fine', filesTaken: 1 });
    await poller.stop();
  });

  it('renews its claim while the receiver works, and stops the reading when it is lost', async () => {
    place.put('a.835');
    place.put('b.835', 'b', 1_790_000_500);
    await made.settled();
    const names = new Set<string>();
    let reason: unknown;
    const { poller, rest } = startStepwise(
      made.source,
      async ({ name, signal }) => {
        if (name === 'b.835') return { state: 'received' };
        for (let i = 0; i < 20 && names.size < 3; i += 1) {
          names.add(place.inbox().find((entry) => entry.startsWith('a.835'))!);
          await new Promise((resolve) => setTimeout(resolve, 25));
        }
        // Somebody takes it over.
        rmSync(path.join(place.folders.inbox, place.inbox().find((entry) => entry.startsWith('a.835'))!));
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        reason = signal.reason;
        throw signal.reason;
      },
      { takeOverSeconds: 0.09 },
    );
    await rest();
    await poller.stop();
    expect(names.size).toBe(3);
    expect(reason).toMatchObject({ code: 'INBOUND_CLAIM_LOST' });
    // It is nobody's failure, and the next file is read.
    expect(poller.state()).toMatchObject({ status: 'stopped', failuresInARow: 0, filesTaken: 1 });
  });
});
