import { type FileHandle, open } from 'node:fs/promises';
import { DETECT_BYTES, detectFormat } from '@/formats/detect';
import type { Finding } from '@/formats/finding';
import type { Facts } from '@/formats/inspection';
import { inspectorFor } from './inspect-formats';
import { type FileReport, reportLines } from './inspect-report';

const READ_BYTES = 256 * 1024;
const USAGE = 'usage: tieout inspect FILE… [--json]';

/** Fifteen characters are exact in every JSON reader. */
const EXACT_DIGITS_MAX = 15;

const EXIT_FINE = 0;
const EXIT_REFUSED = 1;
const EXIT_USAGE = 2;

type Inspected = FileReport & { readonly facts: Facts };

/**
 * `tieout inspect FILE… [--json]`: says what each file is, its counts and control totals, and what is wrong with it.
 * Files are streamed; no database is needed. Returns the exit code: 0 fine, 1 when a file was refused, unreadable or has
 * an error, 2 for wrong usage.
 */
export async function runInspect(args: string[], out: (line: string) => void): Promise<number> {
  const options = args.filter((arg) => arg.startsWith('--'));
  const files = args.filter((arg) => !arg.startsWith('--'));
  const unknown = options.find((option) => option !== '--json');
  if (unknown !== undefined) out(`unknown option ${unknown}`);
  if (unknown !== undefined || files.length === 0) {
    out(USAGE);
    return EXIT_USAGE;
  }
  const isJson = options.includes('--json');
  let hasErrors = false;
  if (isJson) out('[');
  for (const [index, file] of files.entries()) {
    const inspected = await inspectFile(file);
    hasErrors ||= inspected.findings.some((finding) => finding.severity === 'error');
    if (!isJson) for (const line of reportLines(inspected)) out(line);
    else out(`${jsonOf(inspected)}${index < files.length - 1 ? ',' : ''}`);
  }
  if (isJson) out(']');
  return hasErrors ? EXIT_REFUSED : EXIT_FINE;
}

function jsonOf({ file, format, detail, size, facts, findings }: Inspected): string {
  return JSON.stringify({ file, format, detail, size, ...(snake(facts) as Facts), findings }, bigintAsNumber);
}

const CAMEL = /^[a-z]+[0-9]*(?:[A-Z][a-z]*[0-9]*)+$/;

/** One spelling for every format, `sum_clp04`. Keys that are codes of the file itself (`CO`, `005010X221A1`) stay as they are. */
function snake(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snake);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      CAMEL.test(key) ? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : key,
      snake(inner),
    ]),
  );
}

/** Bank totals are counts of cents: a JSON integer where every reader holds it exactly, else its digits as text. */
const bigintAsNumber = (_key: string, value: unknown): unknown => {
  if (typeof value !== 'bigint') return value;
  const digits = value.toString();
  return digits.length <= EXACT_DIGITS_MAX ? Number.parseInt(digits, 10) : digits;
};

async function inspectFile(file: string): Promise<Inspected> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(file, 'r');
    return await inspectOpen(file, handle);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const finding = refusal('FILE_UNREADABLE', `The file cannot be read: ${reason}.`, 'Check the path and the rights.');
    return { file, format: 'unreadable', detail: '', size: 0, summary: [], facts: {}, findings: [finding] };
  } finally {
    await handle?.close();
  }
}

async function inspectOpen(file: string, handle: FileHandle): Promise<Inspected> {
  const { size } = await handle.stat();
  const head = Buffer.alloc(DETECT_BYTES);
  const { bytesRead } = await handle.read(head, 0, DETECT_BYTES, 0);
  const { format, detail } = detectFormat(head.subarray(0, bytesRead));
  const inspector = inspectorFor(format);
  if (inspector === null) {
    const words = `This is ${format === 'empty' ? 'an empty file' : `a file of format ${format}`} (${detail}).`;
    const finding = refusal(
      'FORMAT_NOT_READ',
      `${words} It cannot be inspected.`,
      'Check that the right file was sent.',
    );
    return { file, format, detail, size, summary: [], facts: {}, findings: [finding] };
  }
  const findings: Finding[] = [];
  const inspection = await inspector(chunks(handle), (finding) => findings.push(finding));
  return { file, format, detail, size, ...inspection, findings };
}

/** The same buffer is filled again and again: codecs copy what they keep. */
async function* chunks(handle: FileHandle): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(READ_BYTES);
  for (let position = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

const refusal = (code: string, message: string, cure: string): Finding => ({
  code,
  severity: 'error',
  message,
  cure,
  offset: 0,
  line: 0,
});
