/**
 * Goal: small files read in a set are read as each would be alone: in the order of their arrival, and one that cannot be worked, or
 * that ended its worker before, costs no other file anything.
 * Method: real files in a real store; leases looked at one by one, one file's bytes damaged among good ones.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '@/server/platform/db';
import { giveBackArtifacts, leaseArtifacts } from '@/server/store/parsing';
import { remitBytes } from '../fixtures/x12/remit-835';
import { artifactState, damageBytes, setCrashes } from '../setup/books';
import { openProduct, type Product, STAGES, settle } from '../setup/pipeline';

const parser = systemActor('parse');
let product: Product;
beforeAll(async () => {
  product = await openProduct();
}, 120_000);
afterAll(() => product.close());

let files = 0;
const send = (trace?: string): Promise<string> => {
  files += 1;
  const claim = { id: `SET-${files}`, charge: '100', paid: '100', lines: [{ charge: '100', paid: '100' }] };
  const remit = { trace: trace ?? `SET-${files}`, claims: [claim] };
  return product.send(`set-${files}.835`, remitBytes([remit], { control: String(files) }));
};
const sendSome = async (count: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) ids.push(await send());
  return ids;
};
const stateOf = async (id: string): Promise<string | undefined> => (await artifactState(product, id))?.state;

describe('a lease of small files', () => {
  it('takes them in the order of their arrival, 32 at most', async () => {
    const sent = await sendSome(40);
    const first = await leaseArtifacts(parser);
    const second = await leaseArtifacts(parser);
    expect([...first, ...second].map(({ id }) => id)).toEqual(sent);
    expect(first).toHaveLength(32);
    await giveBackArtifacts(parser, [...first, ...second]);
    await settle(product);
  });

  it('leaves one that ended its worker before, and what is behind it, to a lease of its own', async () => {
    const sent = await sendSome(5);
    await setCrashes(product, sent[2] as string, 1);
    const leases = [await leaseArtifacts(parser), await leaseArtifacts(parser), await leaseArtifacts(parser)];
    expect(leases.map((lease) => lease.map(({ id }) => sent.indexOf(id)))).toEqual([[0, 1], [2], [3, 4]]);
    await giveBackArtifacts(parser, leases.flat());
    await setCrashes(product, sent[2] as string, 0);
    await settle(product);
  });
});

describe('a set with a file that cannot be worked', () => {
  it('reads all the others, and counts nothing against them', async () => {
    const sent = await sendSome(6);
    const bad = sent[3] as string;
    await damageBytes(product, bad);
    await expect(STAGES.parse(parser)).rejects.toThrow();
    const states = await Promise.all(sent.map(stateOf));
    expect(states).toEqual(sent.map((id) => (id === bad ? 'received' : 'parsed')));
  });
});

describe('a text that a database cannot hold', () => {
  it('is kept with the replacement character, and the file is read', async () => {
    const id = await send('NUL-\0-AND-MORE');
    const good = await send();
    await STAGES.parse(parser).catch(() => undefined);
    expect(await Promise.all([id, good].map(stateOf))).toEqual(['parsed', 'parsed']);
  });
});
