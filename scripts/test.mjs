/**
 * `npm test`: everything that can be tested here, from a bare checkout. The last line is `N passed, N failed` (and skipped);
 * the exit code is 1 when anything failed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled, ROOT } from './install.mjs';

const RESULTS = path.join(ROOT, 'test-results');
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const VITEST_MINUTES = 10;
const JOURNEYS_MINUTES = 21;
const KILL_MINUTES = 6;
/** Characters of a failed journey's page that are printed. */
const SEEN_MOST = 6_000;

const total = { passed: 0, failed: 0, skipped: 0 };
const notes = [];
const say = (text) => process.stdout.write(`${text}\n`);

function add({ passed = 0, failed = 0, skipped = 0 }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}

/** Playwright stops the instance of the journeys within 16 seconds when it is asked. */
const GRACE_MS = 20_000;
/** The part that runs now; `npm test` that is itself ended takes it along. */
let running = null;

/**
 * Runs a Node program with the terminal's output; a run that takes longer than `minutes` is ended with everything it started, and
 * counts as failed.
 */
async function run(args, env, minutes) {
  const { endTree } = await import('./process-tree.ts');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: 'inherit' });
    let ending = null;
    running = {
      end: () => {
        ending ??= endTree(child.pid, GRACE_MS);
        return ending;
      },
    };
    const timer = setTimeout(() => {
      say(`Ended after ${minutes} minutes.`);
      void running?.end();
    }, minutes * 60_000);
    child.once('exit', async (code) => {
      clearTimeout(timer);
      // The next part may want the port that what it started still holds.
      await ending;
      running = null;
      resolve(code ?? 1);
    });
  });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, async () => {
    await running?.end();
    process.exit(1);
  });
}

const onPath = (name) => (process.env.PATH ?? '').split(':').some((folder) => existsSync(path.join(folder, name)));
const hasChromium = () => [process.env.CHROMIUM_PATH, ...CHROMIUM].some((file) => file && existsSync(file));

const SSHD = '/usr/sbin/sshd';

/** Browser, Redis and an SSH server, when this machine lets us; what stays missing is skipped with its reason. */
function ensureSystemPackages() {
  const wanted = [
    ...(hasChromium() ? [] : ['chromium']),
    ...(onPath('redis-server') ? [] : ['redis-server']),
    ...(existsSync(SSHD) ? [] : ['openssh-server']),
  ];
  if (wanted.length === 0) return;
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    say(`Installing ${wanted.join(' and ')} …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...args) => spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
    apt('update', '-qq');
    for (const name of wanted) apt('install', '-y', '-qq', '--no-install-recommends', name);
  }
}

async function vitest() {
  const output = path.join(RESULTS, 'vitest.json');
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${output}`,
  ];
  const code = await run(args, { NODE_ENV: 'test' }, VITEST_MINUTES);
  if (!existsSync(output)) return add({ failed: 1 });
  const report = JSON.parse(readFileSync(output, 'utf8'));
  // A file that cannot be loaded has no tests to fail, yet it is not fine.
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failed = report.numFailedTests + unloaded.length;
  add({
    passed: report.numPassedTests,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: report.numPendingTests,
  });
}

async function journeys() {
  if (!existsSync(path.join(ROOT, 'e2e')) || readdirSync(path.join(ROOT, 'e2e')).length === 0) return;
  if (!hasChromium()) {
    notes.push(
      'Journeys were skipped: Chromium is missing and cannot be installed without root (apt-get install chromium).',
    );
    return add({ skipped: 1 });
  }
  const output = path.join(RESULTS, 'journeys.json');
  const env = { PLAYWRIGHT_JSON_OUTPUT_NAME: output, NODE_ENV: 'production' };
  const code = await run(['node_modules/@playwright/test/cli.js', 'test'], env, JOURNEYS_MINUTES);
  if (!existsSync(output)) return add({ failed: 1 });
  const { stats, errors } = JSON.parse(readFileSync(output, 'utf8'));
  const failed = stats.unexpected + stats.flaky + errors.length;
  if (failed > 0) sayWhatWasSeen();
  add({ passed: stats.expected, failed: code !== 0 && failed === 0 ? 1 : failed, skipped: stats.skipped });
}

/** What stood on the page when a journey failed: a machine that is gone afterwards shows no files. */
function sayWhatWasSeen() {
  const folder = path.join(RESULTS, 'journeys');
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const page = path.join(folder, name, 'error-context.md');
    if (existsSync(page)) say(`\n${name}\n${readFileSync(page, 'utf8').slice(0, SEEN_MOST)}`);
  }
}

/** Scripts that kill processes of a running product; each ends with a line `N passed, N failed`. */
async function killTests() {
  const folder = path.join(ROOT, 'test/kill');
  const scripts = existsSync(folder) ? readdirSync(folder).filter((name) => /^[^.]+\.ts$/.test(name)) : [];
  for (const name of scripts) {
    say(`\nKill test ${name}`);
    const child = spawnSync(process.execPath, ['--import', 'tsx', path.join('test/kill', name)], {
      cwd: ROOT,
      encoding: 'utf8',
      timeout: KILL_MINUTES * 60_000,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    process.stdout.write(child.stdout ?? '');
    const counts = /(\d+) passed, (\d+) failed\s*$/.exec(child.stdout ?? '');
    if (counts) add({ passed: Number.parseInt(counts[1], 10), failed: Number.parseInt(counts[2], 10) });
    if (child.status !== 0 && !(counts && counts[2] !== '0')) add({ failed: 1 });
  }
}

process.chdir(ROOT);
ensureInstalled();
const { register } = await import('tsx/esm/api');
register();
ensureSystemPackages();
rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });
const { check } = await import('./check.mjs');
add(await check());
await vitest();
await journeys();
await killTests();
if (!process.env.CORPUS_DIR) notes.push('Tests over the public corpus were skipped: CORPUS_DIR is not set.');
if (!onPath('redis-server')) notes.push('Tests over Redis were skipped: redis-server is missing.');
if (!existsSync(SSHD)) notes.push(`Tests over SFTP were skipped: ${SSHD} is missing (apt-get install openssh-server).`);
for (const note of notes) say(note);
say(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed > 0 ? 1 : 0;
