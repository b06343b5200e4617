import type { Keys } from '@/flows/flow';
import { sha256 } from '../platform/crypto';

/** Text as stored: PostgreSQL holds neither NUL nor half a surrogate pair; each becomes the replacement character. The bytes keep it. */
export const storable = (text: string): string =>
  UNSTORABLE.test(text) ? text.replaceAll(UNSTORABLES, '\ufffd') : text;

const UNSTORABLE = /\0|\p{Surrogate}/u;
const UNSTORABLES = new RegExp(UNSTORABLE, 'gu');

/** Facts as stored: amounts become decimal text, because JSON numbers are floats. */
export const factsJson = (facts: unknown): string =>
  JSON.stringify(facts, (_, value) =>
    typeof value === 'string' ? storable(value) : typeof value === 'bigint' ? value.toString() : value,
  );

const KEY_BYTES = 16;

/** One order key as stored: equal texts are one queue. */
export const orderKey = (text: string): Buffer => sha256(text).subarray(0, KEY_BYTES);

/** All order keys of an item behind each other, the subject first. */
export const orderKeys = (keys: Keys): Buffer =>
  keys.length === 1 ? orderKey(keys[0]) : Buffer.concat(keys.map(orderKey));
