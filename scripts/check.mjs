/** `npm run check`: what a machine can hold the code to, in under a minute. Ends in `check: ok` or a list with file:line. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureGenerated } from './generate.mjs';
import { ensureInstalled, ROOT } from './install.mjs';

const PROGRAMS = {
  typescript7: 'node_modules/typescript7/bin/tsc',
  biome: 'node_modules/@biomejs/biome/bin/biome',
  depcruise: 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
  knip: 'node_modules/knip/bin/knip.js',
  next: 'node_modules/next/dist/bin/next',
};
const SOURCES = ['src', 'sandbox', 'scripts', 'bench', 'test', 'e2e', 'prisma/seed'];
/** Configuration at the top; files a tool writes there are not ours to format. */
const CONFIGS = [
  'next.config.ts',
  'playwright.config.ts',
  'prisma.config.ts',
  'vitest.config.ts',
  'postcss.config.mjs',
];
const FINDINGS_SHOWN_MAX = 200;

function run(program, args) {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', NEXT_TELEMETRY_DISABLED: '1' };
    const child = spawn(process.execPath, [path.join(ROOT, program), ...args], { cwd: ROOT, env });
    let output = '';
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('close', (code) => resolve({ code, output }));
  });
}

const present = (names) => names.filter((name) => existsSync(path.join(ROOT, name)));
const lines = (output, pattern) => output.split('\n').filter((line) => pattern.test(line));

async function types() {
  const { code, output } = await run(PROGRAMS.typescript7, ['--noEmit', '-p', '.', '--pretty', 'false']);
  return code === 0 ? [] : orWhole(lines(output, /error TS/), output);
}

async function lint() {
  const { code, output } = await run(PROGRAMS.biome, [
    'ci',
    '--reporter=github',
    '--error-on-warnings',
    '--max-diagnostics=200',
    ...present([...SOURCES, ...CONFIGS]),
  ]);
  if (code === 0) return [];
  const findings = [...output.matchAll(/^::\w+ title=([^,]*),file=([^,]*),line=(\d+).*?::(.*)$/gm)];
  return orWhole(
    findings.map(([, rule, file, line, message]) => `${path.relative(ROOT, file)}:${line} ${rule}: ${message}`),
    output,
  );
}

async function directions() {
  const { code, output } = await run(PROGRAMS.depcruise, [
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'err',
    ...present(SOURCES),
  ]);
  const seen = /(\d+) modules, \d+ dependencies/.exec(output);
  // Zero modules means that it could not read TypeScript at all, and calls that fine.
  if (!seen || Number.parseInt(seen[1], 10) < 100)
    return [`dependency-cruiser read ${seen ? seen[1] : 'no'} modules: its answer is worth nothing\n${output}`];
  return code === 0
    ? []
    : orWhole(
        lines(output, /^\s*error |→\s*$|^\s{6,}\S/).map((line) => line.trim()),
        output,
      );
}

async function unused() {
  const { code, output } = await run(PROGRAMS.knip, ['--no-progress', '--reporter', 'compact']);
  return code === 0 ? [] : orWhole(lines(output, /\S/), output);
}

async function sizes() {
  const { tidy } = await import('./check/tidy.mjs');
  return tidy();
}

const orWhole = (findings, output) => (findings.length > 0 ? findings : [output.trim() || 'failed without a word']);

async function inPairs(entries) {
  const answers = [];
  const waiting = [...entries];
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) answers.push([next[0], await next[1]()]);
  };
  await Promise.all([lane(), lane()]);
  return answers;
}

/** Runs every check, prints what is wrong, and returns how many checks passed and failed. */
export async function check() {
  ensureGenerated();
  if (!existsSync(path.join(ROOT, 'next-env.d.ts')))
    spawnSync(process.execPath, [PROGRAMS.next, 'typegen'], { cwd: ROOT });
  const started = performance.now();
  const checks = { types, lint, directions, sizes, unused };
  let failed = 0;
  // Two at a time: most machines that run this have two cores.
  const answers = await inPairs(Object.entries(checks));
  for (const [name, findings] of answers) {
    if (findings.length === 0) continue;
    failed += 1;
    process.stdout.write(`\n${name}: ${findings.length}\n`);
    for (const finding of findings.slice(0, FINDINGS_SHOWN_MAX)) process.stdout.write(`  ${finding}\n`);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const total = Object.keys(checks).length;
  process.stdout.write(
    failed === 0 ? `check: ok (${seconds} s)\n` : `\ncheck: ${failed} of ${total} failed (${seconds} s)\n`,
  );
  return { passed: total - failed, failed };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureInstalled();
  const { failed } = await check();
  process.exitCode = failed === 0 ? 0 : 1;
}
