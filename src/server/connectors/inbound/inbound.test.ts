// Goal: a file of a folder or an SFTP server is read whole, once, and moved only after it is kept. Method: real folders, and
// OpenSSH's own server; the same examples for both; a clock that moves when told, and a receiver that keeps by delivery key.
import { appendFileSync, lutimesSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, makeReceiver, makeSource, sha256, startStepwise } from '../../../../test/setup/inbound';
import { hasSshd, type Sshd, startSshd } from '../../../../test/setup/sshd';
import type { Directory, Folders } from './directory';
import { localDirectory } from './folder/directory';
import type { StableFile } from './port';
import { sftpDirectory } from './sftp/directory';

const go = () => new AbortController().signal;
let sshd: Sshd | undefined;
beforeAll(async () => {
  if (hasSshd) sshd = await startSshd();
}, 30_000);
afterAll(async () => sshd?.stop());

const overSftp = (folders: Folders): Directory =>
  sftpDirectory(
    { host: '127.0.0.1', port: sshd!.port, user: sshd!.user, hostKeys: [sshd!.hostKey], privateKey: sshd!.clientKey },
    folders,
  );
const KINDS = [
  { kind: 'a folder', open: localDirectory, here: true },
  { kind: 'SFTP (needs /usr/sbin/sshd)', open: overSftp, here: hasSshd },
];

for (const { kind, open, here } of KINDS) {
  describe.skipIf(!here)(`inbound from ${kind}`, { timeout: 30_000 }, () => {
    const opened: ReturnType<typeof makeSource>[] = [];
    let place = makePlace();
    /** Another process that looks into the same place. */
    const process = (patterns?: string[]) => {
      const made = makeSource(open(place.folders), place.folders, patterns);
      opened.push(made);
      return made;
    };
    afterEach(async () => {
      await Promise.all(opened.splice(0).map(({ source }) => source.close()));
      rmSync(place.folders.inbox, { recursive: true, force: true });
      place = makePlace();
    });
    const names = (files: readonly StableFile[]) => files.map((file) => file.name);

    it('hands a file in and renames it only when that has returned', async () => {
      const { source, settled } = process();
      const content = Buffer.alloc(3_000_001, 'x12~');
      place.put('remit.835', content);
      await settled();
      const { kept, receive } = makeReceiver();
      let duringReceive: string[] = [];
      const { poller, rest } = startStepwise(source, async (delivery) => {
        const result = await receive(delivery);
        duringReceive = [...place.inbox(), ...place.done()];
        return result;
      });
      await rest();
      expect([...kept.values()]).toEqual([{ name: 'remit.835', sha256: sha256(content), sizeBytes: content.length }]);
      expect(duringReceive).toEqual([expect.stringMatching(/^remit\.835\.reading-[0-9a-f]{16}-[0-9a-f]{8}$/)]);
      expect(place.inbox()).toEqual([]);
      expect(place.done()).toEqual([expect.stringMatching(/^remit\.[0-9a-f]{16}\.835$/)]);
      expect(poller.state()).toMatchObject({ status: 'fine', filesTaken: 1, failuresInARow: 0 });
      expect(poller.state().lastLook).toBeInstanceOf(Date);
      await poller.stop();
    });

    it('leaves a file alone until it has not changed for the settling time, over two looks', async () => {
      const { list, pass } = process();
      place.put('a.835', 'half');
      expect(await list()).toEqual([]);
      pass(29);
      expect(await list()).toEqual([]);
      place.put('a.835', 'half and more');
      pass(29);
      expect(await list()).toEqual([]);
      // The same size at another time is a change too.
      place.put('a.835', 'half and mORE', 1_790_000_050);
      pass(29);
      expect(await list()).toEqual([]);
      pass(29);
      expect(await list()).toEqual([]);
      pass(1);
      expect(names(await list())).toEqual(['a.835']);
    });

    it('needs a second look however old a file says it is', async () => {
      const { list, pass } = process();
      pass(1000);
      place.put('a.835', 'a', 1_000_000_000);
      expect(await list()).toEqual([]);
    });

    it('never reads unfinished names, dot files, links and folders', async () => {
      const { settled } = process();
      for (const name of ['a.835.part', 'b.TMP', 'c.filepart', '.d.835', 'e.835~', 'whole.835']) place.put(name);
      symlinkSync('/etc/hostname', path.join(place.folders.inbox, 'link.835'));
      symlinkSync(path.join(place.folders.inbox, 'whole.835'), path.join(place.folders.inbox, 'near.835'));
      mkdirSync(path.join(place.folders.inbox, 'folder.835'));
      expect(names(await settled())).toEqual(['whole.835']);
    });

    it('does not read a link that has taken the place of a listed file', async () => {
      const { source, settled } = process();
      // As long as the link is, and as old: only its kind gives it away.
      place.put('a.835', 'x'.repeat('/etc/hostname'.length));
      const [file] = await settled();
      const link = path.join(place.folders.inbox, 'a.835');
      rmSync(link);
      symlinkSync('/etc/hostname', link);
      lutimesSync(link, 1_790_000_000, 1_790_000_000);
      expect(await source.claim(file!, go())).toBeUndefined();
    });

    it('reads what the patterns name, oldest first', async () => {
      const { settled } = process(['*.835', 'ERA?.txt']);
      place.put('young.835', 'y', 1_790_000_900);
      place.put('old.835', 'o', 1_790_000_100);
      place.put('era1.txt', 'e', 1_790_000_500);
      place.put('readme.txt');
      expect(names(await settled())).toEqual(['old.835', 'era1.txt', 'young.835']);
    });

    it('counts names it cannot read instead of hiding them', async () => {
      const { source } = process();
      place.put('x'.repeat(230));
      writeFileSync(Buffer.concat([Buffer.from(`${place.folders.inbox}/`), Buffer.from([0x61, 0xff, 0x62])]), 'latin');
      expect(await source.list(go())).toEqual({ files: [], unreadableNames: 2 });
    });

    it('gives names on without control characters and files them under the clean name', async () => {
      const { source, settled } = process();
      place.put('re\u0007mit\u202e.835');
      await settled();
      const { seen, receive } = makeReceiver();
      const { poller, rest } = startStepwise(source, receive);
      await rest();
      await poller.stop();
      expect(seen.map(({ name }) => name)).toEqual(['remit.835']);
      expect(place.done()).toEqual([expect.stringMatching(/^remit\.[0-9a-f]{16}\.835$/)]);
    });

    it('keeps two files of one name apart in the done folder', async () => {
      const { source, settled } = process();
      const { kept, receive } = makeReceiver();
      place.put('daily.835', 'Monday');
      await settled();
      const { poller, rest, look } = startStepwise(source, receive);
      await rest();
      // The same name, bytes and time: sent again, so it is an arrival of its own under a key of its own.
      place.put('daily.835', 'Monday');
      await settled();
      await look();
      await poller.stop();
      expect(kept.size).toBe(2);
      expect(place.done()).toHaveLength(2);
      expect(poller.state()).toMatchObject({ filesTaken: 2, filesRedelivered: 0 });
    });

    it('moves a delivery that was committed before a crash without counting it again', async () => {
      const before = process();
      const { kept, seen, receive } = makeReceiver();
      place.put('a.835');
      const [file] = await before.settled();
      const claimed = (await before.source.claim(file!, go()))!;
      const { bytes, close } = await before.source.open(claimed, go());
      await receive({ ...claimed, connectionCode: 'TEST', source: bytes, signal: go() });
      await close();
      // Here the process dies. Another one waits until the claim counts as abandoned, and no longer.
      const after = process();
      expect(await after.settled(119)).toEqual([]);
      after.pass(1);
      const { poller, rest } = startStepwise(after.source, receive);
      await rest();
      await poller.stop();
      expect(seen.map(({ redelivery }) => redelivery)).toEqual([false, true]);
      expect(seen[1]!.deliveryKey).toBe(seen[0]!.deliveryKey);
      expect(kept.size).toBe(1);
      expect(poller.state()).toMatchObject({ filesTaken: 0, filesRedelivered: 1 });
      expect(place.inbox()).toEqual([]);
      expect(place.done()).toHaveLength(1);
    });

    it('leaves a claim to its reader as long as that one renews it', async () => {
      const reader = process();
      const other = process();
      place.put('a.835');
      const [file] = await reader.settled();
      const claimed = (await reader.source.claim(file!, go()))!;
      // Nor does it take its own for abandoned, however long it takes.
      expect(await reader.settled(1000)).toEqual([]);
      for (let i = 0; i < 5; i += 1) {
        expect(await other.list()).toEqual([]);
        other.pass(60);
        expect(await reader.source.renew(claimed)).toBe(true);
      }
      expect(await other.list()).toEqual([]);
      other.pass(120);
      const [abandoned] = await other.list();
      expect(await other.source.claim(abandoned!, go())).toMatchObject({
        redelivery: true,
        deliveryKey: claimed.deliveryKey,
      });
      expect(await reader.source.renew(claimed)).toBe(false);
      await reader.source.done(claimed);
      expect(place.done()).toEqual([]);
    });

    it('lets two pollers read every file once', async () => {
      for (let i = 0; i < 20; i += 1) place.put(`${i}.835`);
      const two = [process(), process()];
      await Promise.all(two.map(({ settled }) => settled()));
      const { seen, receive } = makeReceiver();
      const pollers = two.map(({ source }) => startStepwise(source, receive));
      await Promise.all(pollers.map(({ rest }) => rest()));
      await Promise.all(pollers.map(({ poller }) => poller.stop()));
      expect(seen).toHaveLength(20);
      expect(new Set(seen.map(({ name }) => name)).size).toBe(20);
      expect(pollers.map(({ poller }) => poller.state().failuresInARow)).toEqual([0, 0]);
      expect(place.done()).toHaveLength(20);
    });

    it('keeps nothing of a file that changes while it is read, and reads it later', async () => {
      const { source, settled, pass } = process();
      place.put('a.835', Buffer.alloc(2_000_000, 'a'));
      await settled();
      const { kept, receive } = makeReceiver();
      let grown = false;
      const { poller, rest, look } = startStepwise(source, async (delivery) => {
        if (!grown) appendFileSync(path.join(place.folders.inbox, place.inbox()[0]!), 'late');
        grown = true;
        return receive(delivery);
      });
      await rest();
      expect(kept.size).toBe(0);
      expect(place.done()).toEqual([]);
      pass(30);
      await look();
      expect(kept.size).toBe(0);
      pass(30);
      await look();
      expect([...kept.values()]).toMatchObject([{ name: 'a.835', sizeBytes: 2_000_004 }]);
      expect(poller.state()).toMatchObject({ filesTaken: 1, failuresInARow: 0 });
      await poller.stop();
    });

    it('keeps nothing of a file that becomes shorter while it is read', async () => {
      const { source, settled } = process();
      place.put('a.835', Buffer.alloc(2_000_000, 'a'));
      await settled();
      const { kept, receive } = makeReceiver();
      const { poller, rest } = startStepwise(source, (delivery) => {
        const file = path.join(place.folders.inbox, place.inbox()[0]!);
        writeFileSync(file, 'short');
        utimesSync(file, 1_790_000_000, 1_790_000_000);
        return receive(delivery);
      });
      await rest();
      await poller.stop();
      expect(kept.size).toBe(0);
    });

    it('puts a refused file into the error folder with the reason beside it', async () => {
      const { source, settled } = process();
      place.put('empty.835', '');
      place.put('fine.835');
      await settled();
      const { kept, receive } = makeReceiver();
      const { poller, rest } = startStepwise(source, receive);
      await rest();
      await poller.stop();
      expect(kept.size).toBe(1);
      const [file, reason] = place.error();
      expect(file).toMatch(/^empty\.[0-9a-f]{16}\.835$/);
      expect(reason).toBe(`${file}.reason.txt`);
      expect(poller.state()).toMatchObject({ filesTaken: 1, filesRefused: 1, failuresInARow: 0 });
    });

    it('ends a running look when it is stopped, and leaves the file to the next process', async () => {
      const { source, settled } = process();
      place.put('a.835', Buffer.alloc(5_000_000, 'a'));
      place.put('b.835');
      await settled();
      let onReading = (): void => undefined;
      const reading = new Promise<void>((resolve) => {
        onReading = resolve;
      });
      let pieces = 0;
      const { poller } = startStepwise(source, async (delivery) => {
        for await (const _ of delivery.source) {
          pieces += 1;
          onReading();
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return { state: 'received' };
      });
      await reading;
      await poller.stop();
      expect(pieces).toBeLessThan(5);
      expect(poller.state()).toMatchObject({ status: 'stopped', filesTaken: 0, lastFailure: null });
      expect(place.inbox()).toEqual([expect.stringMatching(/^a\.835\.reading-/), 'b.835']);
    });
  });
}
