import { createWriteStream, existsSync, renameSync, type WriteStream } from 'node:fs';
import path from 'node:path';

const KEEP = 4;
const FILE_MAX_BYTES = 50 * 1024 * 1024;
/** Lines of one child that may reach the terminal in ten seconds; the rest is in its file. */
const SHOWN_MAX = 8;
const SHOWN_WINDOW_MS = 10_000;

/** Moves `x.log` to `x.log.1` and so on; the oldest goes. */
export function rotate(file: string): void {
  for (let index = KEEP - 1; index >= 0; index -= 1) {
    const from = index === 0 ? file : `${file}.${index}`;
    if (existsSync(from)) renameSync(from, `${file}.${index + 1}`);
  }
}

export type ChildLog = {
  readonly file: string;
  write(chunk: Buffer): void;
  close(): void;
};

/** Writes what a child says into its file and hands warnings and errors to `show` as one short line each. */
export function openChildLog(directory: string, name: string, show: (line: string) => void): ChildLog {
  const file = path.join(directory, `${name}.log`);
  rotate(file);
  let out: WriteStream = createWriteStream(file, { mode: 0o600 });
  let bytes = 0;
  let rest = '';
  let windowStart = 0;
  let shown = 0;
  const offer = (line: string): void => {
    const text = worthShowing(line);
    if (!text) return;
    const now = performance.now();
    if (now - windowStart > SHOWN_WINDOW_MS) {
      windowStart = now;
      shown = 0;
    }
    shown += 1;
    if (shown < SHOWN_MAX) show(`${name}: ${text}`);
    else if (shown === SHOWN_MAX) show(`${name}: more in ${file}`);
  };
  return {
    file,
    write: (chunk) => {
      out.write(chunk);
      bytes += chunk.length;
      if (bytes > FILE_MAX_BYTES) {
        out.end();
        rotate(file);
        out = createWriteStream(file, { mode: 0o600 });
        bytes = 0;
      }
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = (lines.pop() ?? '').slice(-4096);
      for (const line of lines) offer(line);
    },
    close: () => out.end(),
  };
}

type Entry = {
  level?: string;
  event?: string;
  stage?: string;
  bell?: string;
  message?: string;
  error?: { message?: string };
};

/** A log event of level warn and above, or a plain line that begins like an error; everything else stays in the file. */
function worthShowing(line: string): string | null {
  if (line.startsWith('{')) {
    try {
      const entry = JSON.parse(line) as Entry;
      const loud = ['warn', 'error', 'fatal'].includes(entry.level ?? '') || entry.event === 'error';
      if (!loud) return null;
      return [entry.event, entry.stage ?? entry.bell, entry.error?.message ?? entry.message]
        .filter(Boolean)
        .join(' · ');
    } catch {
      return null;
    }
  }
  return /^\s*(⨯|Error\b|\w*Error:|Uncaught|FATAL|warn\b)/i.test(line) ? line.trim().slice(0, 200) : null;
}
