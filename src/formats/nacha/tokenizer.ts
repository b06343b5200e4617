import type { ByteSource } from '../finding';
import { FixedWidthTokenizer, type RawRecord } from '../shared/fixed-width';
import { inPieces } from '../shared/lines';

/** Characters in one NACHA record. */
export const NACHA_WIDTH = 94;

/** Raw records of a NACHA file in the batches in which their bytes arrive, padding included. Memory stays bounded. */
export async function* tokenizeNacha(source: ByteSource): AsyncGenerator<readonly RawRecord[]> {
  const tokenizer = new FixedWidthTokenizer(NACHA_WIDTH);
  for await (const piece of inPieces(source)) yield tokenizer.push(piece);
  yield tokenizer.end();
}
