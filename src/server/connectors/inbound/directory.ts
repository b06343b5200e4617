/**
 * What a watched place must be able to do. One adapter per kind of place stands behind it; the rules about settling, claims
 * and take-over are in `source.ts`, once for all of them. Paths are absolute or relative to where the account starts.
 */
export type FileFacts = { readonly sizeBytes: number; readonly modifiedMs: number };
export type Entry = FileFacts & { readonly name: string };

export type Handle = {
  facts(): Promise<FileFacts>;
  /**
   * The first `sizeBytes` bytes in order; fewer when the file has become shorter. The signal ends a wait; between pieces the
   * caller looks at it.
   */
  read(sizeBytes: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
};

export interface Directory {
  readonly where: string;
  /** Connects when not connected, and sees to it that the three folders exist. */
  connect(signal: AbortSignal): Promise<void>;
  /** The regular files of the folder; no symbolic link, no folder, no pipe. */
  entries(signal: AbortSignal): Promise<readonly Entry[]>;
  /** `undefined` when it is gone or not a regular file; a link is not followed. */
  facts(path: string): Promise<FileFacts | undefined>;
  /** Renames in one step. `false` when `from` is gone: somebody else was quicker. */
  move(from: string, to: string): Promise<boolean>;
  open(path: string, signal: AbortSignal): Promise<Handle>;
  write(path: string, text: string): Promise<void>;
  close(): Promise<void>;
}

/** Where files come from and go to. */
export type Folders = { readonly inbox: string; readonly done: string; readonly error: string };

export const sameFacts = (a: FileFacts, b: FileFacts): boolean =>
  a.sizeBytes === b.sizeBytes && a.modifiedMs === b.modifiedMs;
