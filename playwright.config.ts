import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from '@playwright/test';

/**
 * The journeys of e2e/ against a `npm start` of their own in a throw-away directory. To run them against an instance that
 * already runs: `npx playwright test -c e2e`, with TIEOUT_DIR when it is not .tieout.
 */
const PORT = process.env.E2E_PORT ?? '3117';
const BUILD_AND_START_MS = 420_000;
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

// The test processes load this file again and must find the same instance.
if (!process.env.TIEOUT_DIR) {
  mkdirSync('test-results', { recursive: true });
  process.env.TIEOUT_DIR = mkdtempSync(path.resolve('test-results/instance-'));
}
process.env.TIEOUT_URL ??= `http://127.0.0.1:${PORT}`;
process.env.CHROMIUM_PATH ??= CHROMIUM.find((file) => existsSync(file));

const { default: journeys } = await import('./e2e/playwright.config');

export default defineConfig({
  ...journeys,
  testDir: './e2e/journeys',
  outputDir: './test-results/journeys',
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : [['list']],
  webServer: {
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
