import type { OutgoingFile } from '../outbox';
import { createPrng } from '../prng';
import { repeated, storyAt } from '../story-plan';
import type { RcmState, RefundRequest } from './model';
import { type ChangeKind, changed, createRequest, SPLIT_PARTS } from './requests';
import { EXPECTED, type Expected, type Mix, NEEDS_EARLIER, STORIES, type Story } from './stories';
import { renderBatch, renderCsv, renderSingle } from './wire';

type TurnInput = {
  readonly seed: string;
  readonly mix: Mix;
  /** YYYY-MM-DD. */
  readonly today: string;
  readonly asked: Exclude<Story, 'none'> | null;
  /** Where no statuses come back, a late cancellation follows by itself as though a voucher had been reported. */
  readonly assumeVouchers: boolean;
};

/** One message in a file: which version of which request, and what should come of the request. */
type SentRequest = { readonly request: RefundRequest; readonly story: Story; readonly expected: Expected };

export type MadeFile = { readonly file: OutgoingFile; readonly sent: readonly SentRequest[] };

export type TurnResult = { readonly state: RcmState; readonly made: readonly MadeFile[] };

type Turn = { readonly input: TurnInput; readonly state: RcmState; readonly made: MadeFile[] };

const ORDINARY_KEPT = 12;
const VOUCHER_TURNS = 3;
const WRONG_BY = 1_000n;

/** One turn of the system: what earlier stories still have to say, and the next story of the plan. A pure function. */
export function takeTurn(before: RcmState, input: TurnInput): TurnResult {
  const state: RcmState = structuredClone(before);
  const turn: Turn = { input, state, made: [] };
  const due = state.followUps.filter((each) => each.due <= state.turn);
  state.followUps = state.followUps.filter((each) => each.due > state.turn);
  for (const { story, request } of due) single(turn, story, request);
  tell(turn, nextStory(turn));
  state.ordinary = state.ordinary.slice(-ORDINARY_KEPT);
  state.turn += 1;
  return { state, made: turn.made };
}

/** The story of this turn; one about an earlier request waits until there is one. */
function nextStory({ input, state }: Turn): Story {
  if (input.asked !== null) state.owed.unshift(input.asked);
  const planned = storyAt([input.seed, 'rcm'], state.turn, input.mix.blockSize, repeated(STORIES, input.mix.counts));
  if (planned !== 'none' && input.asked === null) state.owed.push(planned);
  const chosen = state.owed.findIndex((story) => !NEEDS_EARLIER.has(story) || state.ordinary.length > 0);
  return chosen < 0 ? 'none' : (state.owed.splice(chosen, 1)[0] ?? 'none');
}

function tell(turn: Turn, story: Story): void {
  const { input, state } = turn;
  const prng = createPrng(input.seed, 'rcm-turn', state.turn);
  switch (story) {
    case 'batch':
    case 'csv':
      several(turn, story, prng.int(3, 7));
      return;
    case 'control-mismatch':
      several(turn, story, prng.int(3, 5));
      return;
    case 'resent': {
      const again = earlier(turn, prng.next());
      // The same bytes under another name, or the same request in another wrapping.
      if (prng.chance(0.5)) single(turn, story, again);
      else add(turn, story, renderBatch(envelope(turn, story), [again]), [again]);
      return;
    }
    case 'other-id': {
      const first = earlier(turn, prng.next());
      const { requestId, requestedAt } = mint(turn, story);
      single(turn, story, { ...first, requestId, requestedAt });
      return;
    }
    case 'conflicting-version':
      single(turn, story, changed(earlier(turn, prng.next()), 'conflict'));
      return;
    case 'split-below-limit': {
      const first = mint(turn, story);
      const creditBalance = first.amount * BigInt(SPLIT_PARTS);
      single(turn, story, { ...first, creditBalance });
      for (let part = 1; part < SPLIT_PARTS; part += 1) {
        const { requestId, requestedAt } = mint(turn, story);
        // A few cents apart, so that no two are the same request twice.
        const amount = first.amount - BigInt(part);
        later(turn, story, { ...first, requestId, requestedAt, amount, creditBalance }, part);
      }
      return;
    }
    default:
      alone(turn, story);
  }
}

const CHANGES: Readonly<Partial<Record<Story, readonly [ChangeKind, number]>>> = {
  amended: ['amend', 1],
  'cancel-early': ['cancel', 1],
  'cancel-late': ['cancel', VOUCHER_TURNS],
};

/** One new request, and what is to be said about it later. */
function alone(turn: Turn, story: Story): void {
  const request = mint(turn, story);
  single(turn, story, request);
  if (story === 'none') turn.state.ordinary.push(request);
  const change = CHANGES[story];
  if (!change || (story === 'cancel-late' && !turn.input.assumeVouchers)) return;
  later(turn, story, changed(request, change[0]), change[1]);
}

/** New requests in one file; a batch whose sum was wrong comes again at once with the right one. */
function several(turn: Turn, story: 'batch' | 'csv' | 'control-mismatch', count: number): void {
  const requests = Array.from({ length: count }, () => mint(turn, story));
  if (story === 'csv') add(turn, story, renderCsv(envelope(turn, story), requests), requests);
  if (story === 'control-mismatch') add(turn, story, renderBatch(envelope(turn, story), requests, WRONG_BY), requests);
  if (story !== 'csv') add(turn, story, renderBatch(envelope(turn, story), requests), requests);
}

function single(turn: Turn, story: Story, request: RefundRequest): void {
  add(turn, story, renderSingle(envelope(turn, story), request), [request]);
}

function later({ state }: Turn, story: Story, request: RefundRequest, turns: number): void {
  state.followUps.push({ due: state.turn + turns, story, request });
}

function add(turn: Turn, story: Story, file: OutgoingFile, requests: readonly RefundRequest[]): void {
  turn.made.push({ file, sent: requests.map((request) => ({ request, story, expected: EXPECTED[story] })) });
}

function envelope({ input, state }: Turn, story: Story) {
  state.nextFile += 1;
  return { fileNumber: state.nextFile, today: input.today, story };
}

function mint({ input, state }: Turn, story: Story): RefundRequest {
  state.nextRequest += 1;
  return createRequest({ seed: input.seed, number: state.nextRequest, today: input.today, story });
}

/** An ordinary request, which no other story may then take up. */
function earlier({ state }: Turn, drawn: number): RefundRequest {
  const [request] = state.ordinary.splice(Math.floor(drawn * state.ordinary.length), 1);
  if (!request) throw new RangeError('there is no earlier request to refer to');
  return request;
}

/** The message that takes a request back once its voucher has been reported. It takes no number of the plan's files. */
export function cancellation(request: RefundRequest, today: string): MadeFile {
  const story = 'cancel-late';
  const cancelled = changed(request, 'cancel');
  const file = renderSingle({ fileNumber: 0, today, story }, cancelled);
  const name = `refund-cancel-${request.requestId}.json`;
  return { file: { ...file, name }, sent: [{ request: cancelled, story, expected: EXPECTED[story] }] };
}
