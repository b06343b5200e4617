/** Damaged files for whatever receives bytes: the same seed and number always give the same file. */
import { mutated, randomFrom } from '../../bench/fuzz-mutate';
import { seedsByFormat } from '../../bench/fuzz-seeds';
import { t1 } from '../fixtures/x12/golden-835';

const seeds = seedsByFormat('');
const HOSTILE: readonly Buffer[] = [
  Buffer.from([0]),
  Buffer.from([0xff]),
  Buffer.from([0xed, 0xa0, 0x80]), // half a surrogate pair, spelt in UTF-8
  Buffer.from([0xed, 0xbf, 0xbf]),
  Buffer.from([0xc0, 0x80]), // NUL as Java spells it
  Buffer.from('\\u0000'),
  Buffer.from([0x1b, 0x5b, 0x32, 0x4a]),
];
const VALID = Buffer.from(t1());

type Element = 'ISA06' | 'ISA08' | 'ISA13' | 'GS08' | 'ST01';

/** A valid remittance of which one element of the envelope holds what it is given. */
export function withElement(element: Element, value: Uint8Array): Buffer {
  const id = element.replace(/\d+$/, '');
  const wanted = Number(element.slice(id.length));
  let at = id === 'ISA' ? 0 : VALID.indexOf(`~${id}*`) + 1;
  if (at === 0 && id !== 'ISA') at = VALID.indexOf(`${id}*`);
  for (let n = 0; n < wanted; n += 1) at = VALID.indexOf('*', at) + 1;
  const [star, tilde] = [VALID.indexOf('*', at), VALID.indexOf('~', at)];
  const end = star < 0 ? tilde : Math.min(star, tilde);
  return Buffer.concat([VALID.subarray(0, at), value, VALID.subarray(end)]);
}

const ENVELOPES: readonly Element[] = ['ISA06', 'ISA08', 'ISA13', 'GS08', 'ST01'];

/** File number `index`: a valid one with hostile bytes in its envelope or anywhere, cut, repeated, empty, or damaged at random. */
export function damaged(seed: number, index: number): Buffer {
  const random = randomFrom(seed + Math.imul(index + 1, 0x85ebca6b));
  const hostile = HOSTILE[random(HOSTILE.length)] as Buffer;
  const { bytes } = mutated(seeds, seed, index);
  const at = random(bytes.length + 1);
  const number = Buffer.from(String(index).padStart(6, '0'));
  const long = Buffer.from(Array.from({ length: 2_800 }, () => 0x21 + random(9)).concat(...number));
  switch (index % 8) {
    case 0:
      return withElement(ENVELOPES[random(ENVELOPES.length)] as Element, Buffer.concat([number, hostile]));
    case 1:
      return Buffer.concat([bytes.subarray(0, at), hostile, bytes.subarray(at)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, random(60)), hostile, bytes]);
    case 3:
      return Buffer.concat(Array.from({ length: 1 + random(30) }, () => VALID.subarray(0, random(VALID.length)))); // ISA upon ISA
    case 4:
      return withElement(ENVELOPES[random(ENVELOPES.length)] as Element, long);
    case 5:
      return random(6) === 0 ? Buffer.alloc(0) : VALID.subarray(0, 1 + random(VALID.length));
    default:
      return bytes;
  }
}
