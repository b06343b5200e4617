import { formatMinor } from '@/domain/money';
import type { ByteSource, Finding } from '../finding';
import { counted, readableAmount } from '../inspection';
import { FindingCollector } from '../shared/finding-collector';
import { readLockbox } from './reader';

/** Counts and control totals of one lockbox file; amounts in cents. `file_ok` is absent without a record 9. */
type LockboxInspection = {
  records: number;
  batches: number;
  checks: number;
  overflow: number;
  amount: bigint;
  batches_ok: number;
  services: number;
  services_ok: number;
  deposit_date: string;
  file_ok?: boolean;
  findings: readonly Finding[];
};

/** Counts, control totals and findings of a BAI lockbox file in the standard layout. Never throws on content. */
export async function inspectLockbox(source: ByteSource): Promise<LockboxInspection> {
  const findings = new FindingCollector();
  const facts: LockboxInspection = {
    records: 0,
    batches: 0,
    checks: 0,
    overflow: 0,
    amount: 0n,
    batches_ok: 0,
    services: 0,
    services_ok: 0,
    deposit_date: '',
    findings: [],
  };
  for await (const records of readLockbox(source, findings)) {
    for (const record of records) {
      facts.records += 1;
      if (record.kind === 'header' && facts.deposit_date === '') facts.deposit_date = record.fields.date;
      else if (record.kind === 'check') {
        facts.checks += 1;
        facts.records += record.overflow.length;
        facts.overflow += record.overflow.length;
        facts.amount += record.amountMinor ?? 0n;
      } else if (record.kind === 'overflow') facts.overflow += 1;
      else if (record.kind === 'batchTotal' || record.kind === 'serviceTotal') {
        const { statedCount, statedMinor, count, amountMinor } = record.totals;
        const ties = statedCount === count && statedMinor === amountMinor ? 1 : 0;
        facts[record.kind === 'batchTotal' ? 'batches' : 'services'] += 1;
        facts[record.kind === 'batchTotal' ? 'batches_ok' : 'services_ok'] += ties;
      } else if (record.kind === 'trailer')
        facts.file_ok = Number.parseInt(record.fields.records, 10) === record.records;
    }
  }
  facts.findings = findings.finish();
  return facts;
}

/** The same facts in a few lines for people; no names, no account numbers. */
export function summarizeLockbox(result: LockboxInspection): string[] {
  const control = result.file_ok === undefined ? 'missing' : result.file_ok ? 'agrees' : 'DISAGREES';
  return [
    `Lockbox file of ${result.deposit_date || 'unknown date'}: ${counted(result.records, 'record')}, ${counted(result.batches, 'batch', 'batches')}`,
    `${counted(result.checks, 'check')}, ${counted(result.overflow, 'overflow record')}, deposited ${readableAmount(formatMinor(result.amount))}`,
    `${result.batches_ok} of ${result.batches} batch totals agree`,
    `${result.services_ok} of ${result.services} lockbox totals agree`,
    `record count of the file ${control}`,
  ];
}
