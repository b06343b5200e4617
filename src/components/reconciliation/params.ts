import type { Dimension, View } from './queries';

/** The screen's address: period, what stands in rows and columns, the chosen cell, the opened ledger. */
const DIMENSIONS: readonly Dimension[] = ['payer', 'facility', 'entity'];
const PERIOD = /^\d{4}-(0[1-9]|1[0-2])$/;

const dimensionOf = (value: string | null): Dimension | null => DIMENSIONS.find((d) => d === value) ?? null;

export function viewFrom(params: { get(key: string): string | null }): View {
  const period = params.get('period');
  const rows = dimensionOf(params.get('rows')) ?? 'payer';
  const asked = dimensionOf(params.get('columns'));
  const columns = asked && asked !== rows ? asked : rows === 'facility' ? 'payer' : 'facility';
  return { period: period && PERIOD.test(period) ? period : undefined, rows, columns };
}

/** The same address with some of it changed; an undefined value leaves it. */
export function addressWith(params: URLSearchParams, changes: Readonly<Record<string, string | undefined>>): string {
  const next = new URLSearchParams(params);
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) next.delete(key);
    else next.set(key, value);
  }
  const text = next.toString();
  return text ? `/reconciliation?${text}` : '/reconciliation';
}
