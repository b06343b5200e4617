/** From an event, a remit or a journal line back to its bytes, and from the bytes forward to the ERP's document. */
export type { AttemptLine } from './attempts';
export type { Explanation } from './explain';
export { COLUMNS, type Graph, type GraphEdge, type GraphNode, NODE_STATES } from './graph-model';
export { readSource, type SourceQuery, type SourceView } from './source';
export { EVENTS_SHOWN, EVENTS_SHOWN_MAX, findEvents, maskedName, readTrace, type Trace } from './trace';
