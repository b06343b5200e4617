/** One start or end tag; `end` is the position after its `>`. */
export type Tag = {
  readonly type: 'open' | 'close' | 'empty';
  readonly name: string;
  /** The name without its namespace prefix. */
  readonly local: string;
  readonly text: string;
  readonly end: number;
};

const NAME = /^[A-Za-z_\u0080-\u00ff][\w.\-\u0080-\u00ff]*(?::[A-Za-z_\u0080-\u00ff][\w.\-\u0080-\u00ff]*)?$/;
const ATTRIBUTES = /^(?:\s+[\w:.\-\u0080-\u00ff]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*$/;

/** Names already found well-formed: a statement repeats a few dozen of them millions of times. */
const known = new Map<string, string>();
const KNOWN_MAX = 1_000;

/** The name without its prefix; `null` when it is no XML name. */
function localOf(name: string): string | null {
  const cached = known.get(name);
  if (cached !== undefined) return cached;
  if (!NAME.test(name)) return null;
  const local = name.slice(name.indexOf(':') + 1);
  if (known.size < KNOWN_MAX) known.set(name, local);
  return local;
}

/** Position of the `>` that ends the tag, skipping those inside quoted values; -1 when it has not come yet. */
function endOfTag(text: string, start: number): number {
  const plain = text.indexOf('>', start);
  if (plain < 0) return -1;
  let at = start;
  while (at < plain && text.charCodeAt(at) !== 0x22 && text.charCodeAt(at) !== 0x27) at += 1;
  if (at === plain) return plain;
  let inside = '';
  for (; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (inside !== '') {
      if (char === inside) inside = '';
    } else if (char === '"' || char === "'") inside = char;
    else if (char === '>') return at;
  }
  return -1;
}

/** Reads the tag that starts at `start`; `null` when it is not complete yet. */
export function readTag(text: string, start: number): Tag | 'malformed' | null {
  const isClose = text.charCodeAt(start + 1) === 0x2f;
  const close = endOfTag(text, start + 1);
  if (close < 0) return null;
  const isEmpty = text.charCodeAt(close - 1) === 0x2f && close - 1 > start + 1;
  const from = isClose ? start + 2 : start + 1;
  const to = isEmpty ? close - 1 : close;
  let nameEnd = from;
  while (nameEnd < to && text.charCodeAt(nameEnd) > 0x20) nameEnd += 1;
  const name = text.slice(from, nameEnd);
  const local = localOf(name);
  if (local === null || (isClose && isEmpty)) return 'malformed';
  if (nameEnd < to && !ATTRIBUTES.test(text.slice(nameEnd, to))) return 'malformed';
  return {
    type: isClose ? 'close' : isEmpty ? 'empty' : 'open',
    name,
    local,
    text: isClose ? '' : text.slice(start, close + 1),
    end: close + 1,
  };
}
