import { readBankEnv } from './env';
import { createBank } from './server';

/** Starts the sandbox bank on the loopback address and stops it cleanly on SIGTERM or SIGINT. */
const env = readBankEnv();
const report = (event: string, fields: Readonly<Record<string, unknown>> = {}): void => {
  const entry = { time: new Date().toISOString(), process: 'sandbox-bank', event, ...fields };
  process.stdout.write(`${JSON.stringify(entry)}\n`);
};

const bank = await createBank({
  ...env,
  today: () => env.fixedToday ?? new Date().toISOString().slice(0, 10),
  onError: (error) => report('error', { message: error instanceof Error ? error.message : String(error) }),
});

bank.server.listen(env.port, '127.0.0.1', () => {
  const address = bank.server.address();
  const port = typeof address === 'object' && address ? address.port : env.port;
  report('listening', { port, intervalMs: env.intervalMs, tieoutUrl: env.tieoutUrl });
});
bank.server.on('error', (error) => {
  report('cannot-listen', { message: error.message });
  process.exitCode = 1;
  void bank.close();
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    report('stopping', { signal });
    bank.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
