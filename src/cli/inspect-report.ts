import type { Finding } from '@/formats/finding';
import { readableCount, type SummaryTable } from '@/formats/inspection';

/** Findings shown for people; `--json` has them all. */
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
  const detail = report.detail === '' ? '' : ` (${report.detail})`;
  const lines = [report.file, `  ${report.format}${detail}, ${readableCount(report.size)} bytes`];
  let wasLine = false;
  for (const part of report.summary) {
    const isLine = typeof part === 'string';
    if (!isLine || !wasLine) lines.push('');
    lines.push(...(isLine ? [`  ${part}`] : tableLines(part)));
    wasLine = isLine;
  }
  lines.push('', ...findingLines(report.findings), '');
  return lines;
}

function tableLines(table: SummaryTable): string[] {
  if (table.rows.length === 0) return [`  ${table.title}: none`];
  const cells = table.rows.map((row) => row.map(cut));
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

const cut = (cell: string): string =>
  cell.length > CELL_CHARACTERS_MAX ? `${cell.slice(0, CELL_CHARACTERS_MAX - 1)}…` : cell;

function findingLines(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return ['  No findings.'];
  const lines = [`  Findings: ${readableCount(findings.length)}`];
  for (const finding of findings.slice(0, FINDINGS_SHOWN_MAX)) {
    const place = [`segment ${readableCount(finding.line)}`, `byte ${readableCount(finding.offset)}`];
    if (finding.path !== undefined) place.push(finding.path);
    lines.push(`    ${finding.severity.padEnd(7)}  ${finding.code}  ${place.join(', ')}`);
    lines.push(`             ${finding.message}`, `             Cure: ${finding.cure}`);
  }
  const rest = findings.length - FINDINGS_SHOWN_MAX;
  if (rest > 0) lines.push(`    ${readableCount(rest)} more; --json lists them.`);
  return lines;
}
