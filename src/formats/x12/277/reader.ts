import { createLoopReader, type LoopReader, type LoopReaderOptions } from '../loops/reader';
import { ControlTotals } from './control-totals';
import { statusGrammar } from './grammar';
import type { Handler277 } from './model';
import { nodeOf } from './status-builder';

/**
 * Reads claim statuses (277, 005010X212) and claim acknowledgments (277CA, 005010X214) as their bytes arrive, one HL at
 * a time, and compares the totals the file states with the claims it lists. Nothing throws on bad bytes; what is wrong
 * goes to `handler.finding`.
 */
export function create277Reader(handler: Handler277, options: LoopReaderOptions = {}): LoopReader {
  let totals: ControlTotals | null = null;
  const reader = createLoopReader(
    {
      ...handler,
      unit: (unit, header) => {
        handler.unit?.(unit, header);
        const node = nodeOf(unit);
        totals?.node(node);
        handler.node?.(node, unit.ancestors, header);
      },
      setEnd: (summary) => {
        totals?.end();
        handler.setEnd?.(summary);
      },
    },
    statusGrammar,
    options,
  );
  totals = new ControlTotals(reader.log);
  return reader;
}
