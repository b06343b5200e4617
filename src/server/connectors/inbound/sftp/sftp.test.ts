// Goal: Tieout speaks to the server it was told to, signs in by key alone, and says what is wrong in words with a cure.
// Method: OpenSSH's own server with several host keys; a server that never answers; a listener that is killed and comes back.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, makeReceiver, makeSource, startStepwise } from '../../../../../test/setup/inbound';
import { hasSshd, makeKey, type Sshd, startSshd } from '../../../../../test/setup/sshd';
import { sftpDirectory } from './directory';
import { openSession, type SftpAccount } from './session';

const go = () => new AbortController().signal;

describe.skipIf(!hasSshd)('SFTP (needs /usr/sbin/sshd)', { timeout: 30_000 }, () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  }, 30_000);
  afterAll(() => sshd.stop());
  const account = (more: Partial<SftpAccount> = {}): SftpAccount => ({
    host: '127.0.0.1',
    port: sshd.port,
    user: sshd.user,
    hostKeys: [sshd.hostKey],
    privateKey: sshd.clientKey,
    ...more,
  });
  const signIn = async (more: Partial<SftpAccount>) => (await openSession(account(more), go())).close();

  it('refuses a server that shows another host key, before any sign-in, and names the cure', async () => {
    const other = makeKey(path.join(sshd.home, 'other_host')).fingerprint;
    await expect(signIn({ hostKeys: [other] })).rejects.toMatchObject({
      code: 'INBOUND_HOST_KEY_DIFFERS',
      disposition: 'security',
      operatorMessage: expect.stringMatching(
        /shows the host key SHA256:.{43}, which is not pinned .*Nothing was sent.*Ask its operator.*put it into hostKey/,
      ),
    });
    // Not even a key the server would refuse is offered to it.
    const stranger = makeKey(path.join(sshd.home, 'stranger_1')).key;
    await expect(signIn({ hostKeys: [other], privateKey: stranger })).rejects.toMatchObject({
      code: 'INBOUND_HOST_KEY_DIFFERS',
    });
  });

  it('takes the type of host key whose fingerprint is pinned, and two pins while a key changes', async () => {
    await expect(signIn({ hostKeys: [sshd.hostKeyRsa] })).rejects.toMatchObject({ code: 'INBOUND_HOST_KEY_DIFFERS' });
    await signIn({ hostKeys: [sshd.hostKeyRsa], hostKeyType: 'rsa' });
    await signIn({ hostKeys: [sshd.hostKeyRsa, sshd.hostKey] });
  });

  it('says what to do when the server does not know the key', async () => {
    const stranger = makeKey(path.join(sshd.home, 'stranger_2')).key;
    await expect(signIn({ privateKey: stranger })).rejects.toMatchObject({
      code: 'INBOUND_KEY_REFUSED',
      operatorMessage: expect.stringContaining('add the public key'),
    });
  });

  it('opens a key with its passphrase and says when that is missing or wrong', async () => {
    const file = path.join(sshd.home, 'locked');
    const { key } = makeKey(file, 'ed25519', 'correct horse');
    await expect(signIn({ privateKey: key })).rejects.toMatchObject({ code: 'INBOUND_KEY_UNREADABLE' });
    await expect(signIn({ privateKey: key, passphrase: 'battery' })).rejects.toMatchObject({
      operatorMessage: expect.stringContaining('passphrase is wrong'),
    });
    // Readable, and a stranger to this server.
    await expect(signIn({ privateKey: key, passphrase: 'correct horse' })).rejects.toMatchObject({
      code: 'INBOUND_KEY_REFUSED',
    });
    await expect(signIn({ privateKey: 'no key at all' })).rejects.toMatchObject({ code: 'INBOUND_KEY_UNREADABLE' });
  });

  it('gives up at once on a server that never answers when it is stopped', async () => {
    const silent = net.createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const stopping = new AbortController();
    const { port } = silent.address() as net.AddressInfo;
    const started = performance.now();
    setTimeout(() => stopping.abort(new Error('stop')), 100);
    await expect(openSession(account({ port }), stopping.signal)).rejects.toThrow('stop');
    expect(performance.now() - started).toBeLessThan(5000);
    silent.close();
  });

  it('backs off while the server is away, says so, and goes on when it is back', async () => {
    const place = makePlace();
    const { source, settled } = makeSource(sftpDirectory(account(), place.folders), place.folders);
    place.put('a.835');
    await settled();
    await source.close();
    await sshd.kill();
    const { kept, receive } = makeReceiver();
    const { poller, pauses, rest, look } = startStepwise(source, receive);
    await rest();
    await look();
    expect(pauses).toEqual([1000, 2000]);
    expect(poller.state()).toMatchObject({
      status: 'failing',
      failuresInARow: 2,
      lastLook: null,
      lastFailure: { code: 'INBOUND_UNREACHABLE', message: expect.stringContaining('ECONNREFUSED') },
    });
    await sshd.restart();
    await look();
    expect(poller.state()).toMatchObject({ status: 'fine', failuresInARow: 0, filesTaken: 1 });
    expect(pauses.at(-1)).toBe(30_000);
    expect(kept.size).toBe(1);
    await poller.stop();
    rmSync(place.folders.inbox, { recursive: true });
  });

  it('ends the reading with the connection, keeps nothing, and reads again over a new one', async () => {
    const place = makePlace();
    const directory = sftpDirectory(account(), place.folders);
    const { source, settled } = makeSource(directory, place.folders);
    place.put('a.835', Buffer.alloc(4_000_000, 'a'));
    await settled();
    const { kept, receive } = makeReceiver();
    let cut = false;
    const { poller, rest, look } = startStepwise(source, async (delivery) => {
      const cutting = async function* () {
        for await (const piece of delivery.source) {
          if (!cut) await directory.close();
          cut = true;
          yield piece;
        }
      };
      return receive({ ...delivery, source: cutting() });
    });
    await rest();
    expect(kept.size).toBe(0);
    expect(poller.state()).toMatchObject({ status: 'failing', lastFailure: { code: 'INBOUND_UNREACHABLE' } });
    await look();
    expect([...kept.values()]).toMatchObject([{ sizeBytes: 4_000_000 }]);
    await poller.stop();
    rmSync(place.folders.inbox, { recursive: true });
  });

  it('says what is missing when the folder is not there or cannot be made', async () => {
    const place = makePlace();
    const without = { ...place.folders, inbox: `${place.folders.inbox}/none` };
    await expect(sftpDirectory(account(), without).connect(go())).rejects.toMatchObject({
      code: 'INBOUND_FOLDER_UNUSABLE',
      operatorMessage: expect.stringContaining('has no folder'),
    });
    mkdirSync(place.folders.inbox, { recursive: true });
    writeFileSync(place.folders.done, 'a file where the folder should be');
    await expect(sftpDirectory(account(), place.folders).connect(go())).rejects.toMatchObject({
      operatorMessage: expect.stringContaining('cannot be made'),
    });
    rmSync(place.folders.inbox, { recursive: true });
  });
});
