import { readRcmEnv } from './env';
import { createRcm } from './server';

/** Starts the sandbox revenue cycle system on the loopback address and stops it cleanly on SIGTERM or SIGINT. */
const env = readRcmEnv();
const report = (event: string, fields: Readonly<Record<string, unknown>> = {}): void => {
  const entry = { time: new Date().toISOString(), process: 'sandbox-rcm', event, ...fields };
  process.stdout.write(`${JSON.stringify(entry)}\n`);
};

const rcm = await createRcm({
  ...env,
  today: () => env.fixedToday ?? new Date().toISOString().slice(0, 10),
  onError: (error) => report('error', { message: error instanceof Error ? error.message : String(error) }),
});

rcm.server.listen(env.port, '127.0.0.1', () => {
  const address = rcm.server.address();
  const port = typeof address === 'object' && address ? address.port : env.port;
  report('listening', { port, intervalMs: env.intervalMs, tieoutUrl: env.tieoutUrl });
});
rcm.server.on('error', (error) => {
  report('cannot-listen', { message: error.message });
  process.exitCode = 1;
  void rcm.close();
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    report('stopping', { signal });
    rcm.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
