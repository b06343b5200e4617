// Goal: connections start and stop together, and wrong settings of one stop no other. Method: a real folder beside broken ones.
import { rmSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { InboundDelivery } from '@/server/connectors/inbound/port';
import { systemActor } from '@/server/platform/db';
import { currentTraceId } from '@/server/platform/tracing';
import { waitUntil } from '../../../scripts/processes';
import { makePlace } from '../../../test/setup/inbound';
import { startInbound } from './inbound';

const place = makePlace();
afterEach(() => rmSync(place.folders.inbox, { recursive: true, force: true }));

describe('startInbound', () => {
  it('runs what is polled, says what cannot run, and stops', async () => {
    place.put('a.835');
    const taken: { delivery: InboundDelivery; actor: string; trace: string | undefined }[] = [];
    const sftp = {
      host: 'x',
      user: 'x',
      folder: 'in',
      hostKey: `SHA256:${'a'.repeat(43)}`,
      privateKeySecret: 'NOT_SET',
    };
    const listeners = startInbound(
      systemActor('inbound'),
      [
        { code: 'PUSHED', kind: 'http', config: {} },
        { code: 'WRONG', kind: 'folder', config: { folder: 'relative' } },
        { code: 'KEYLESS', kind: 'sftp', config: sftp },
        { code: 'RIGHT', kind: 'folder', config: { folder: place.folders.inbox, pollSeconds: 1, settleSeconds: 1 } },
      ],
      async (actor, delivery) => {
        for await (const _ of delivery.source);
        taken.push({ delivery, actor: actor.name, trace: currentTraceId() });
        return { state: 'received' };
      },
    );
    expect(await waitUntil(15_000, 50, () => place.done().length === 1)).toBe(true);
    expect(taken).toMatchObject([
      { actor: 'inbound', trace: expect.stringMatching(/^[0-9a-f]{32}$/), delivery: { connectionCode: 'RIGHT' } },
    ]);
    expect(listeners.states()).toMatchObject([
      { connectionCode: 'WRONG', status: 'failing', lastFailure: { code: 'INBOUND_CONFIG_INVALID' } },
      {
        connectionCode: 'KEYLESS',
        lastFailure: {
          code: 'INBOUND_SECRET_MISSING',
          message: expect.stringContaining('TIEOUT_SECRET_NOT_SET_FILE'),
        },
      },
      { connectionCode: 'RIGHT', filesTaken: 1 },
    ]);
    await listeners.stop();
    expect(listeners.states().at(-1)).toMatchObject({ status: 'stopped', nextLook: null });
  }, 20_000);
});
