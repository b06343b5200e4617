import { existsSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { defineConfig, devices } from '@playwright/test';

/**
 * Journeys in a real browser against a real `npm start` in a directory of its own. `E2E_URL` and `E2E_DIR` point at an
 * instance that already runs; otherwise one is started and stopped here. Tests read sign-ins from `E2E_DIR`.
 */
const port = process.env.E2E_PORT ?? '3117';
const running = process.env.E2E_URL;
process.env.E2E_DIR ??= mkdtempSync(path.join(os.tmpdir(), 'tieout-e2e-'));

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = process.env.CHROMIUM_PATH ?? CHROMIUM.find((file) => existsSync(file));
const BUILD_AND_START_MS = 300_000;

export default defineConfig({
  testDir: './e2e',
  outputDir: './test-results/journeys',
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : [['list']],
  use: {
    baseURL: running ?? `http://127.0.0.1:${port}`,
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath,
      args: [
        // Chromium's own sandbox does not start as root.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-dev-shm-usage',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-domain-reliability',
        '--disable-sync',
        '--no-first-run',
        '--no-default-browser-check',
      ],
    },
  },
  projects: [{ name: 'chromium', use: { ...devices['Desktop Chrome'] } }],
  webServer: running
    ? undefined
    : {
        command: `node scripts/start.mjs --dir ${process.env.E2E_DIR} --port ${port}`,
        url: `http://127.0.0.1:${port}/api/health`,
        timeout: BUILD_AND_START_MS,
        reuseExistingServer: false,
        gracefulShutdown: { signal: 'SIGTERM', timeout: 16_000 },
        // Data has to be there before the first journey looks for it.
        env: { ...process.env, SANDBOX_CH_INTERVAL_MS: process.env.SANDBOX_CH_INTERVAL_MS ?? '1500' } as Record<
          string,
          string
        >,
        stdout: 'ignore',
        stderr: 'pipe',
      },
});
