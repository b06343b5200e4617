/** An HL7 v2 inspection as tables for people. */
import { counted, readableAmount, readableCount, type SummaryTable } from '../inspection';
import type { Hl7v2Inspection } from './inspect';

/** What is in the file and the money in it. FT1 amounts keep the signs of the file, by FT1-6 transaction type. */
export function summarizeHl7v2(result: Hl7v2Inspection): SummaryTable[] {
  const tables = [
    countTable('Messages by type (MSH-9)', 'type', result.types),
    countTable('Messages by version (MSH-12)', 'version', result.versions),
    countTable('Segments', 'segment', result.segments),
  ];
  if (result.ft1_count === 0) return tables;
  const amounts = Object.entries(result.ft1_11_by_type).map(([type, sum]) => [named(type), readableAmount(sum)]);
  const columns = [
    { title: 'FT1-6', align: 'left' },
    { title: 'FT1-11', align: 'right' },
  ] as const;
  const total = ['total', readableAmount(result.ft1_11_sum)];
  return [...tables, { title: counted(result.ft1_count, 'financial transaction'), columns, rows: [...amounts, total] }];
}

function countTable(title: string, name: string, counts: Readonly<Record<string, number>>): SummaryTable {
  const columns = [
    { title: name, align: 'left' },
    { title: 'count', align: 'right' },
  ] as const;
  return { title, columns, rows: Object.entries(counts).map(([key, count]) => [named(key), readableCount(count)]) };
}

const named = (value: string): string => (value === '' ? '(empty)' : value);
