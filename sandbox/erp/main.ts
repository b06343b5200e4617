import { readErpEnv } from './env';
import { createErp } from './server';

/** Starts the sandbox ERP on the loopback address and stops it cleanly on SIGTERM or SIGINT. */
const DAY_CHECK_INTERVAL_MS = 60 * 60 * 1000;

const env = readErpEnv();
const report = (event: string, fields: Readonly<Record<string, unknown>> = {}): void => {
  process.stdout.write(
    `${JSON.stringify({ time: new Date().toISOString(), process: 'sandbox-erp', event, ...fields })}\n`,
  );
};

const erp = await createErp({
  databaseUrl: env.databaseUrl,
  token: env.token,
  seed: env.seed,
  today: env.today,
  latencyMs: env.latencyMs,
  paySeconds: env.paySeconds,
  clearSeconds: env.clearSeconds,
  onError: (error) => report('error', { message: error instanceof Error ? error.message : String(error) }),
});

erp.server.listen(env.port, '127.0.0.1', () => {
  const address = erp.server.address();
  report('listening', { port: typeof address === 'object' && address ? address.port : env.port, today: env.today });
});
erp.server.on('error', (error) => {
  report('cannot-listen', { message: error.message });
  process.exitCode = 1;
  void erp.close();
});

// Only a clock that moves can enter a new month; a date fixed by the environment stays where it was put.
const dayCheck = env.fixedToday
  ? null
  : setInterval(() => {
      erp.moveTo(new Date().toISOString().slice(0, 10)).catch((error: unknown) => {
        report('error', { message: error instanceof Error ? error.message : String(error) });
      });
    }, DAY_CHECK_INTERVAL_MS);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    if (dayCheck) clearInterval(dayCheck);
    report('stopping', { signal });
    erp.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
