import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { defineConfig, devices } from '@playwright/test';

/**
 * The journeys of e2e/ against a `npm start` of their own in a throw-away directory, or, when TIEOUT_URL and TIEOUT_DIR name
 * one, against an instance that already runs.
 */
const running = process.env.TIEOUT_URL !== undefined && process.env.TIEOUT_OWN !== 'yes';
const PORT = process.env.E2E_PORT ?? '3117';
const BUILD_AND_START_MS = 420_000;
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

// The test processes load this file again and must find the same instance.
if (!process.env.TIEOUT_DIR) {
  mkdirSync('test-results', { recursive: true });
  process.env.TIEOUT_DIR = mkdtempSync(path.resolve('test-results/instance-'));
}
if (!running) {
  process.env.TIEOUT_URL = `http://127.0.0.1:${PORT}`;
  process.env.TIEOUT_OWN = 'yes';
}
process.env.CHROMIUM_PATH ??= CHROMIUM.find((file) => existsSync(file));

export default defineConfig({
  testDir: './e2e/journeys',
  outputDir: './test-results/journeys',
  // One browser, one instance: journeys look at the same money.
  fullyParallel: false,
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    ...devices['Desktop Chrome'],
    baseURL: process.env.TIEOUT_URL,
    viewport: { width: 1440, height: 900 },
    // What cannot be pressed fails its own step, and not minutes later the whole journey.
    actionTimeout: 45_000,
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      args: [
        // Chromium's own sandbox does not start as root.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-dev-shm-usage',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--no-first-run',
      ],
    },
  },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : [['list']],
  webServer: running
    ? undefined
    : {
        command: `node scripts/start.mjs --dir ${process.env.TIEOUT_DIR} --port ${PORT}`,
        url: `${process.env.TIEOUT_URL}/api/health`,
        timeout: BUILD_AND_START_MS,
        reuseExistingServer: false,
        gracefulShutdown: { signal: 'SIGTERM', timeout: 16_000 },
        env: {
          // The start process chooses both for its children; what the tests need must not reach it.
          TIEOUT_URL: '',
          // Data has to be there before the first journey looks for it.
          SANDBOX_CH_INTERVAL_MS: process.env.SANDBOX_CH_INTERVAL_MS ?? '1500',
        },
        stdout: 'ignore',
        stderr: 'pipe',
      },
});
