import { visible } from '@/domain/visible';
import { FINDINGS_MAX, type Finding } from '@/formats/finding';
import { readableCount, type SummaryTable } from '@/formats/inspection';

/** Findings shown for people; `--json` has up to `FINDINGS_MAX` of them. */
const FINDINGS_SHOWN_MAX = 50;
/** A cell is cut behind this many characters, so that a row stays on a line. */
const CELL_CHARACTERS_MAX = 40;

export type FileReport = {
  readonly file: string;
  readonly format: string;
  readonly detail: string;
  readonly size: number;
  readonly summary: readonly (SummaryTable | string)[];
  readonly findings: readonly Finding[];
};

/** One file as lines of text: what it is, its totals with amounts right-aligned, what is wrong with place and cure. */
export function reportLines(report: FileReport): string[] {
  const detail = report.detail === '' ? '' : ` (${visible(report.detail)})`;
  const lines = [visible(report.file), `  ${visible(report.format)}${detail}, ${readableCount(report.size)} bytes`];
  let wasLine = false;
  for (const part of report.summary) {
    const isLine = typeof part === 'string';
    if (!isLine || !wasLine) lines.push('');
    lines.push(...(isLine ? [`  ${visible(part)}`] : tableLines(part)));
    wasLine = isLine;
  }
  lines.push('', ...findingLines(report.findings, unitOf(report.format)), '');
  return lines;
}

function tableLines(table: SummaryTable): string[] {
  if (table.rows.length === 0) return [`  ${table.title}: none`];
  const cells = table.rows.map((row) => row.map((cell) => cut(visible(cell))));
  const titles = table.columns.map((column) => column.title);
  const widths = titles.map((title, index) => Math.max(title.length, ...cells.map((row) => (row[index] ?? '').length)));
  const line = (row: readonly string[]) =>
    `    ${row
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return table.columns[index]?.align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')}`.trimEnd();
  const hasTitles = titles.some((title) => title !== '');
  return [`  ${table.title}`, ...(hasTitles ? [line(titles)] : []), ...cells.map(line)];
}

/** What `--json` holds beyond the findings shown. */
const jsonWords = (findings: readonly Finding[]): string =>
  findings.at(-1)?.code === TRUNCATED
    ? `--json lists the first ${readableCount(FINDINGS_MAX)} and says how many it leaves out.`
    : '--json lists all of them.';

const cut = (cell: string): string =>
  cell.length > CELL_CHARACTERS_MAX ? `${cell.slice(0, CELL_CHARACTERS_MAX - 1)}…` : cell;

/** What `line` of a finding counts, in the words of the format; `null` where the path alone says the place. */
function unitOf(format: string): string | null {
  if (format.startsWith('x12-')) return 'segment';
  return Object.hasOwn(UNITS, format) ? (UNITS[format] ?? null) : 'line';
}

const UNITS: Readonly<Record<string, string | null>> = {
  hl7v2: 'segment',
  bai2: 'record',
  nacha: 'record',
  lockbox: 'record',
  csv: 'line',
  camt: null,
  fhir: null,
};

/** The closing finding of a format says how many findings it counted and did not keep. */
const TRUNCATED = 'FINDINGS_TRUNCATED';

function findingLines(findings: readonly Finding[], unit: string | null): string[] {
  if (findings.length === 0) return ['  No findings.'];
  const lines = [`  Findings: ${readableCount(findings.length)}`];
  for (const finding of findings.slice(0, FINDINGS_SHOWN_MAX)) {
    const place: string[] = [];
    // The file as a whole has no line, and what cannot be read has no byte.
    if (unit !== null && finding.line > 0) place.push(`${unit} ${readableCount(finding.line)}`);
    if (finding.line > 0 || finding.offset > 0) place.push(`byte ${readableCount(finding.offset)}`);
    if (finding.path !== undefined) place.push(visible(finding.path));
    lines.push(`    ${finding.severity.padEnd(7)}  ${finding.code}  ${place.join(', ')}`.trimEnd());
    lines.push(`             ${visible(finding.message)}`, `             Cure: ${visible(finding.cure)}`);
  }
  const rest = findings.length - FINDINGS_SHOWN_MAX;
  if (rest > 0) lines.push(`    ${readableCount(rest)} more; ${jsonWords(findings)}`);
  return lines;
}
