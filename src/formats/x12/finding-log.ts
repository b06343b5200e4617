import { FINDINGS_MAX, type Finding, type Severity } from '../finding';
import { withSeparators } from '../shared/readable';

/** The fixed part of a finding. `{0}`, `{1}` in the message take the values given with it, never patient data. */
export type FindingRule = {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly cure: string;
};

/** Where it is: byte offset, running segment number, and the path when one is known. */
export type Place = { readonly offset: number; readonly line: number; readonly path?: string };

/** Different keys of `addOnce` that are kept; a file of garbage must not grow the set without end. */
const KEYS_MAX = 1_000;

/** Delivers findings up to the limit of a file, then counts. */
export class FindingLog {
  private readonly deliver: ((finding: Finding) => void) | undefined;
  private kept = 0;
  private dropped = 0;
  private readonly keys = new Set<string>();
  private droppedErrors = 0;

  constructor(deliver: ((finding: Finding) => void) | undefined) {
    this.deliver = deliver;
  }

  /** All findings so far, those beyond the limit included. */
  get count(): number {
    return this.kept + this.dropped;
  }

  add(rule: FindingRule, place: Place, ...values: readonly (string | number)[]): void {
    if (this.kept >= FINDINGS_MAX) {
      this.dropped++;
      if (rule.severity === 'error') this.droppedErrors++;
      return;
    }
    this.kept++;
    const filled = rule.message.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number.parseInt(index, 10)]));
    const message = values.length === 0 ? filled : withSeparators(filled);
    const { offset, line, path } = place;
    const { code, severity, cure } = rule;
    this.deliver?.(
      path === undefined
        ? { code, severity, message, cure, offset, line }
        : { code, severity, message, cure, offset, line, path },
    );
  }

  /** As `add`, once per key of the file: what repeats in every segment is said for the first one. */
  addOnce(key: string, rule: FindingRule, place: Place, ...values: readonly (string | number)[]): void {
    if (this.keys.has(key) || this.keys.size >= KEYS_MAX) return;
    this.keys.add(key);
    this.add(rule, place, ...values);
  }

  /** Says how many findings were only counted. The closing finding is an error when one of them was. */
  close(place: Place): void {
    if (this.dropped === 0) return;
    this.deliver?.({
      code: 'FINDINGS_TRUNCATED',
      severity: this.droppedErrors > 0 ? 'error' : 'warning',
      message: `${this.dropped} further findings (${this.droppedErrors} of them errors) are counted but not listed.`,
      cure: 'Cure the listed findings first and read the file again.',
      ...place,
    });
  }
}
