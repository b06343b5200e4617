/** What of a carrier a ringer uses. */
export type RingQueue = {
  ring(): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
};

/** What of a carrier a listener uses. */
export type RingWorker = {
  on(event: 'error', listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  run(): Promise<void>;
  close(force: boolean): Promise<void>;
};
