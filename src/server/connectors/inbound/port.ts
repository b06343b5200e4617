/**
 * How files come in from a folder or a server that Tieout looks into by itself. A source knows files and claims; a poller
 * (`poll.ts`) carries them to a receiver that it is given; neither knows what is in a file.
 *
 * A delivery is one file in one place, from its first claim to its end. Its first reader renames it to
 * `NAME.reading-DELIVERY-LEASE`: whoever succeeds owns it, so two pollers never read one file. DELIVERY stays for good,
 * LEASE changes with every renewal and take-over, so that a living reader can be told from a dead one without a clock that
 * both share.
 */

/** A file that is complete as far as can be seen from outside: nobody has touched it for the settling time. */
export type StableFile = {
  /** What the sender called it. */
  readonly name: string;
  /** What it is called in its folder now: the same, or a claim that was left behind. */
  readonly entry: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Its bytes may have been received already: an earlier reader handed them in, or died before it could tell. */
  readonly redelivery: boolean;
};

export type ClaimedFile = {
  /** Cleaned: printable, without path parts, bounded. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly redelivery: boolean;
  readonly deliveryKey: string;
};

export type OpenFile = {
  /** Throws at its end when the file was changed meanwhile: a receiver that commits after the last piece keeps nothing. */
  readonly bytes: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
};

export interface InboundSource {
  /** The place in words, for a person. No secret is in it. */
  readonly where: string;
  /** Files ready to be read, oldest first. Connects when it has to. */
  list(signal: AbortSignal): Promise<{ readonly files: readonly StableFile[]; readonly unreadableNames: number }>;
  /** `undefined`: somebody else was quicker, or the file is no longer what was listed. */
  claim(file: StableFile, signal: AbortSignal): Promise<ClaimedFile | undefined>;
  open(file: ClaimedFile, signal: AbortSignal): Promise<OpenFile>;
  /** Says that its reader is alive. `false`: the claim was taken over. */
  renew(file: ClaimedFile): Promise<boolean>;
  /** Moves the file to the done folder. Harmless when somebody else has moved it. */
  done(file: ClaimedFile): Promise<void>;
  /** Moves the file to the error folder, a text that says why beside it. */
  refuse(file: ClaimedFile, reason: string): Promise<void>;
  /** Gives up for now: the file is listed again, as a redelivery, after all others. */
  leave(file: ClaimedFile): void;
  /** Ends the connection of this look; claims stay. */
  close(): Promise<void>;
}

export type InboundDelivery = {
  readonly connectionCode: string;
  readonly name: string;
  readonly source: AsyncIterable<Uint8Array>;
  /**
   * One delivery, one key, whoever reads it however often: SHA-256 over path, size, modification time and the token of the
   * first claim. The token is what tells a file sent twice with its time preserved (two arrivals, two keys) from one
   * file read twice (one arrival). A receiver keeps the key with what it commits, in the same transaction, and answers
   * `repeated` without counting anything when connection, key and SHA-256 of the bytes are known. The same bytes under
   * another key are an arrival of their own.
   */
  readonly deliveryKey: string;
  /** A hint, not a proof: this delivery may have been received before. The key decides. */
  readonly redelivery: boolean;
  /** Aborted when the poller stops or has lost its claim; `source` then throws. */
  readonly signal: AbortSignal;
};

/** `received`: kept now. `repeated`: these bytes were known. Either way they are committed when this comes back. */
export type DeliveryResult = { readonly state: 'received' | 'repeated' };

/**
 * Returns after the bytes are committed; throws when nothing is kept. An AppError with a code of `REFUSAL_CODES` says that
 * the file itself is at fault; after any other error the file stays where it is and comes again.
 */
export type ReceiveDelivery = (delivery: InboundDelivery) => Promise<DeliveryResult>;

export const REFUSAL_CODES: ReadonlySet<string> = new Set([
  'ARTIFACT_EMPTY',
  'ARTIFACT_TOO_LARGE',
  'ARTIFACT_UNSTORABLE',
]);

/** What a page about connections can show. */
export type InboundState = {
  readonly connectionCode: string;
  readonly where: string;
  readonly status: 'starting' | 'fine' | 'failing' | 'stopped';
  /** The end of the last look that succeeded. */
  readonly lastLook: Date | null;
  /** Kept after recovery; `failuresInARow` tells whether it still matters. */
  readonly lastFailure: { readonly at: Date; readonly code: string; readonly message: string } | null;
  readonly failuresInARow: number;
  readonly nextLook: Date | null;
  /** Deliveries handed in and committed, since this process started. */
  readonly filesTaken: number;
  /** Deliveries that turned out to be committed before a crash: moved away, not counted again. */
  readonly filesRedelivered: number;
  readonly filesRefused: number;
  /** Files that cannot be read because of their name, as of the last look: not UTF-8, or too long for a claim. */
  readonly unreadableNames: number;
};
