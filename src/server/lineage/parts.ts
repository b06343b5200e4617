import { keptOf } from './identifiers';
import type { Masking } from './mask';

/** A stretch of an element as shown. Masked stretches carry zeros instead of their text: it never leaves the server. */
export type SourcePart = { readonly text: string; readonly masked: boolean };

const plain = (text: string): SourcePart[] => (text === '' ? [] : [{ text, masked: false }]);
const block = (length: number): SourcePart[] => (length <= 0 ? [] : [{ text: '0'.repeat(length), masked: true }]);

/** Cuts one element into readable and masked stretches. `component` separates the parts of PLB03 and its like. */
export function partsOf(text: string, masking: Masking | undefined, component: string): SourcePart[] {
  if (text === '' || masking === undefined) return plain(text);
  if (masking === 'all') return text.trim() === '' ? plain(text) : block(text.length);
  if (masking === 'last-four')
    return text.length > 4 ? [...block(text.length - 4), ...plain(text.slice(-4))] : block(text.length);
  if (masking === 'reference') {
    const at = text.indexOf(component);
    return at < 0 ? plain(text) : [...plain(text.slice(0, at + 1)), ...middle(text.slice(at + 1))];
  }
  return middle(text);
}

function middle(text: string): SourcePart[] {
  const { head, tail } = keptOf(text);
  const masked = text.length - head - tail;
  return [...plain(text.slice(0, head)), ...block(masked), ...plain(tail > 0 ? text.slice(-tail) : '')];
}
