/**
 * Who may answer what a second person is asked: the one place of this rule. Screens show it before anybody tries, and the answer is
 * held to it again.
 */
export const BARS = ['ended', 'right', 'maker', 'asked', 'voted', 'hidden', 'limit'] as const;
export type Bar = (typeof BARS)[number];

export type Reader = { readonly email: string; readonly mayDecide: boolean; readonly limitMinor: bigint };

type Asked = {
  readonly state: 'asked' | 'given' | 'declined' | 'stale';
  readonly maker: string | null;
  readonly askedBy: string;
  readonly voters: readonly string[];
  readonly amountMinor: bigint;
  /** What counts towards the same limit. */
  readonly beforeMinor: bigint;
  /** Documents and lines that this person's facilities hide. */
  readonly hidden: number;
};

/**
 * What stands between this person and an answer, the hardest first; null when nothing does. A limit stops agreeing only:
 * who may not send so much may still say no.
 */
export function barOf(asked: Asked, reader: Reader): Bar | null {
  if (asked.state !== 'asked') return 'ended';
  if (!reader.mayDecide) return 'right';
  if (asked.maker === reader.email) return 'maker';
  if (asked.askedBy === reader.email) return 'asked';
  if (asked.voters.includes(reader.email)) return 'voted';
  if (asked.hidden > 0) return 'hidden';
  const own = asked.amountMinor < 0n ? -asked.amountMinor : asked.amountMinor;
  return own + asked.beforeMinor > reader.limitMinor ? 'limit' : null;
}
