/** One reader over one file in a process of its own, so that its memory is its own. Prints one line of JSON. */
import { READERS } from './parse-readers';

const [name = '', path = '', passesText = '1'] = process.argv.slice(2);
const reader = READERS[name];
if (!reader) throw new Error(`Unknown reader "${name}"; one of: ${Object.keys(READERS).join(', ')}.`);

const passes = Number.parseInt(passesText, 10);
const wallMs: number[] = [];
const cpuMs: number[] = [];
let found = null;
for (let pass = 0; pass < passes; pass++) {
  const cpu = process.cpuUsage();
  const started = performance.now();
  found = await reader(path);
  wallMs.push(performance.now() - started);
  const { user, system } = process.cpuUsage(cpu);
  cpuMs.push((user + system) / 1000);
}
const peakRssMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ found, wallMs: Math.min(...wallMs), cpuMs: Math.min(...cpuMs), peakRssMb }));
