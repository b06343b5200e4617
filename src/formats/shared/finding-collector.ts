import { FINDINGS_MAX, type Finding, type Severity } from '../finding';
import { withSeparators } from './readable';

/**
 * The fixed words of one finding code; a detail (counts, codes, totals, never names) may be appended when it is
 * raised.
 */
export type FindingText = { readonly severity: Severity; readonly message: string; readonly cure: string };

/** Where in the artifact a finding stands. */
export type Place = { readonly offset: number; readonly line: number; readonly path?: string };

/**
 * Gathers the findings of one file. It keeps at most `FINDINGS_MAX` and counts the rest, because a hostile file must
 * not be able to fill memory with complaints; the count is closed with `FINDINGS_TRUNCATED` so that nothing is hidden.
 */
export class FindingCollector {
  readonly #kept: Finding[] = [];
  #dropped = 0;
  #droppedErrors = 0;

  add(code: string, text: FindingText, place: Place, detail = ''): void {
    if (this.#kept.length >= FINDINGS_MAX) {
      this.#dropped += 1;
      if (text.severity === 'error') this.#droppedErrors += 1;
      return;
    }
    const message = detail === '' ? text.message : withSeparators(`${text.message} ${detail}`);
    const finding = { code, severity: text.severity, message, cure: text.cure, offset: place.offset, line: place.line };
    this.#kept.push(place.path === undefined ? finding : { ...finding, path: place.path });
  }

  /** All findings in the order they were met; call it once the file has been read to its end. */
  finish(): readonly Finding[] {
    if (this.#dropped > 0) {
      const last = this.#kept[this.#kept.length - 1];
      this.#kept.push({
        code: 'FINDINGS_TRUNCATED',
        severity: this.#droppedErrors > 0 ? 'error' : 'warning',
        message: `${this.#dropped} further findings are not listed (${this.#droppedErrors} of them errors).`,
        cure: 'Correct the listed ones first, then read the file again.',
        offset: last?.offset ?? 0,
        line: last?.line ?? 0,
      });
      this.#dropped = 0;
    }
    return this.#kept;
  }
}
