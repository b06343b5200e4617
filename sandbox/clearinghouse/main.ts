import { readClearinghouseEnv } from './env';
import { createClearinghouse } from './server';

/** Starts the sandbox clearinghouse on the loopback address and stops it cleanly on SIGTERM or SIGINT. */
const env = readClearinghouseEnv();
const report = (event: string, fields: Readonly<Record<string, unknown>> = {}): void => {
  const entry = { time: new Date().toISOString(), process: 'sandbox-clearinghouse', event, ...fields };
  process.stdout.write(`${JSON.stringify(entry)}\n`);
};

const house = await createClearinghouse({
  databaseUrl: env.databaseUrl,
  controlToken: env.controlToken,
  ingestToken: env.ingestToken,
  tieoutUrl: env.tieoutUrl,
  seed: env.seed,
  mix: env.mix,
  intervalMs: env.intervalMs,
  today: () => env.fixedToday ?? new Date().toISOString().slice(0, 10),
  onError: (error) => report('error', { message: error instanceof Error ? error.message : String(error) }),
});

house.server.listen(env.port, '127.0.0.1', () => {
  const address = house.server.address();
  const port = typeof address === 'object' && address ? address.port : env.port;
  report('listening', { port, intervalMs: env.intervalMs, tieoutUrl: env.tieoutUrl });
});
house.server.on('error', (error) => {
  report('cannot-listen', { message: error.message });
  process.exitCode = 1;
  void house.close();
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    report('stopping', { signal });
    house.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
