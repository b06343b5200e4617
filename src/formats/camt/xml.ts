import { isUtf8 } from 'node:buffer';
import { XMLParser } from 'fast-xml-parser';
import type { CamtFindingCode } from './findings';
import type { XmlPiece } from './frames';

/**
 * The parser sees one small, checked piece at a time. Entities stay off (`processEntities`), because the five that XML
 * defines are decoded here and any other is refused; values stay text, because amounts must never become floats.
 */
export const PARSER_OPTIONS = {
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  cdataPropName: '#cdata',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: true,
} as const;

const parser = new XMLParser(PARSER_OPTIONS);

/** A parsed element: text, or an object of attributes and children. Only the functions below look inside. */
export type XmlNode = unknown;

/** What was noticed while a piece was read. */
export type Notice = (code: CamtFindingCode, detail?: string) => void;

const DECLARATION = /<!(?:DOCTYPE|ENTITY)/i;

/** The characters of a piece: UTF-8 unless the file declares a single-byte encoding or the bytes are not UTF-8. */
export function textOf(piece: XmlPiece, notice: Notice): string {
  // Most pieces are pure ASCII, for which one character per byte is already the text.
  if (!/[\u0080-\u00ff]/.test(piece.text) || piece.isSingleByte) return piece.text;
  const bytes = Buffer.from(piece.text, 'latin1');
  if (isUtf8(bytes)) return bytes.toString('utf8');
  notice('XML_ENCODING_INVALID');
  return piece.text;
}

/** Parses one piece and gives its single element; `null` with a notice when it must not or cannot be parsed. */
export function parsePiece(piece: XmlPiece, notice: Notice): XmlNode | null {
  const text = textOf(piece, notice);
  // The scanner stops at declarations in markup; this one also finds them inside comments and CDATA sections.
  if (text.includes('<!') && DECLARATION.test(text)) {
    notice('XML_DOCTYPE_REFUSED');
    return null;
  }
  try {
    const tree: unknown = parser.parse(text);
    const [root] = isElement(tree) ? Object.values(tree) : [];
    return root ?? '';
  } catch {
    notice('XML_NOT_WELL_FORMED', 'The parser refused one element.');
    return null;
  }
}

const isElement = (node: XmlNode): node is Record<string, unknown> =>
  typeof node === 'object' && node !== null && !Array.isArray(node);

/** All children of that name, in document order; empty when there are none. */
export function children(node: XmlNode, name: string): readonly XmlNode[] {
  if (!isElement(node) || !Object.hasOwn(node, name)) return [];
  const value = node[name];
  return Array.isArray(value) ? (value as readonly XmlNode[]) : [value];
}

/** The first element at the end of a path of names; `undefined` when a step is missing. */
export function find(node: XmlNode, ...names: readonly string[]): XmlNode {
  let at: XmlNode = node;
  for (const name of names) {
    at = children(at, name)[0];
    if (at === undefined) return undefined;
  }
  return at;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const CODE_POINT_MAX = 0x10_ffff;

/** Decodes the five entities of XML and character references; anything else stays as written, with a notice. */
export function decode(text: string, notice: Notice): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[A-Za-z][\w.-]{0,40});/gi, (whole, name: string) => {
    const point = name.startsWith('#')
      ? Number.parseInt(
          name.slice(name[1] === 'x' || name[1] === 'X' ? 2 : 1),
          name[1] === 'x' || name[1] === 'X' ? 16 : 10,
        )
      : -1;
    if (point > 0 && point <= CODE_POINT_MAX) return String.fromCodePoint(point);
    const known = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
    if (known === undefined) notice('XML_ENTITY_UNKNOWN');
    return known ?? whole;
  });
}

/** Text of an element, with CDATA sections and without its children; empty when there is none. */
export function textAt(node: XmlNode, notice: Notice, ...names: readonly string[]): string {
  const at = find(node, ...names);
  if (typeof at === 'string') return decode(at, notice);
  if (!isElement(at)) return '';
  const plain = decode(ownText(at, '#text'), notice);
  return plain + ownText(at, '#cdata');
}

/** Text of an attribute of the element itself. */
export const attribute = (node: XmlNode, name: string, notice: Notice): string =>
  isElement(node) ? decode(ownText(node, `@${name}`), notice) : '';

function ownText(node: Record<string, unknown>, key: string): string {
  const value = Object.hasOwn(node, key) ? node[key] : '';
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string').join('');
  return typeof value === 'string' ? value : '';
}
