/** From an event, a parcel or a journal line back to its bytes, and from the bytes forward to the ERP's document. */
export { COLUMNS, NODE_STATES } from './graph-model';
export { readSource, type SourceView } from './source';
export { EVENTS_SHOWN, EVENTS_SHOWN_MAX, findEvents, maskedName, readTrace } from './trace';
