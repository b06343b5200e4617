import type { AttemptRow } from '../read/trace-attempts';
import type { NodeState } from './graph-model';

/** One try in words that a person who never saw the ERP's interface understands. */
export type AttemptLine = {
  readonly id: string;
  readonly number: number;
  readonly step: string;
  readonly startedAt: Date;
  readonly state: NodeState;
  readonly outcome: string;
  readonly what: string;
  readonly tookMs: number | null;
  readonly entity: string;
};

const STEPS = { send: 'Post', probe: 'Probe', 'read-back': 'Read back' } as const;

type Said = { readonly state: NodeState; readonly outcome: string; readonly what: string };

/** Seconds for people: `30 s`, `0.4 s` is for the column beside. */
const seconds = (ms: number): string => `${Math.max(1, Math.round(ms / 1000))} s`;

function sendWords(row: AttemptRow): Said {
  switch (row.outcome) {
    case 'accepted':
      return {
        state: 'inflight',
        outcome: 'Accepted',
        what: `The ERP took it as ${row.documentNumber ?? 'a document'}. Confirmed only once it is read back.`,
      };
    case 'refused':
      return { state: 'rejected', outcome: 'Refused', what: row.detail ?? 'The ERP refused it and booked nothing.' };
    case 'unknown':
      return {
        state: 'unknown',
        outcome: 'Unknown',
        what: `${noAnswer(row)} Sent once with key ${row.key}, not sent again.`,
      };
    case 'unavailable':
      return {
        state: 'inflight',
        outcome: 'Not sent',
        what: `${sentence(row.detail) ?? 'The ERP was not there.'} Nothing left this house; it waits its turn.`,
      };
    default:
      return { state: 'unknown', outcome: 'Open', what: `Key ${row.key} is on its way; no answer is recorded yet.` };
  }
}

/** A deadline that ran out is said as such; anything else in the words it was recorded with. */
function noAnswer(row: AttemptRow): string {
  const waited = row.tookMs !== null && row.tookMs >= row.deadlineMs * 0.9;
  return waited ? `No answer in ${seconds(row.tookMs ?? 0)}.` : (sentence(row.detail) ?? 'No readable answer.');
}

function readWords(row: AttemptRow, earlierUnknown: boolean): Said {
  switch (row.outcome) {
    case 'found':
      return {
        state: 'posted',
        outcome: 'Confirmed',
        what: `Found ${row.documentNumber ?? 'the document'} with this key and these amounts.${
          earlierUnknown ? ' A resend here would have posted twice.' : ''
        }`,
      };
    case 'absent':
      return {
        state: row.kind === 'probe' ? 'unknown' : 'inflight',
        outcome: 'Not there',
        what: row.detail ?? 'The ERP has no document with this key yet.',
      };
    case 'differs':
      return { state: 'rejected', outcome: 'Differs', what: row.detail ?? 'The ERP booked other amounts than asked.' };
    case 'unavailable':
      return {
        state: 'inflight',
        outcome: 'Not answered',
        what: `${sentence(row.detail) ?? 'The ERP could not be asked.'} It is asked again later.`,
      };
    default:
      return { state: 'inflight', outcome: 'Open', what: 'Asked; no answer is recorded yet.' };
  }
}

/** Details are recorded as fragments; here they stand as sentences. */
function sentence(detail: string | null): string | null {
  if (!detail) return null;
  const text = detail.charAt(0).toUpperCase() + detail.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Attempts in the order they were made, numbered per kind and journal. */
export function attemptLines(rows: readonly AttemptRow[]): AttemptLine[] {
  const counts = new Map<string, number>();
  const unknown = new Set<string>();
  return rows.map((row) => {
    const key = `${row.postingId}|${row.kind}`;
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    const said = row.kind === 'send' ? sendWords(row) : readWords(row, unknown.has(row.postingId));
    if (said.state === 'unknown') unknown.add(row.postingId);
    const step =
      row.kind === 'send' && nth === 1
        ? STEPS.send
        : `${STEPS[row.kind]}${nth > 1 || row.kind === 'probe' ? ` ${nth}` : ''}`;
    return {
      id: row.id,
      number: row.number,
      step,
      startedAt: row.startedAt,
      tookMs: row.tookMs,
      entity: row.entity,
      ...said,
    };
  });
}
