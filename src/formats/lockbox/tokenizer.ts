import type { ByteSource } from '../finding';
import { FixedWidthTokenizer, type RawRecord } from '../shared/fixed-width';
import { inPieces } from '../shared/lines';

/** Raw records of a lockbox file of this width, from lines or from one endless line. Memory stays bounded. */
export async function* tokenizeLockbox(source: ByteSource, width: number): AsyncGenerator<readonly RawRecord[]> {
  const tokenizer = new FixedWidthTokenizer(width);
  for await (const piece of inPieces(source)) yield tokenizer.push(piece);
  yield tokenizer.end();
}
