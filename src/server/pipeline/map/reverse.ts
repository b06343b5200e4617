import { assetOf } from '@/domain/amount';
import type { DraftLine } from '@/domain/draft';
import type { Draft } from '@/flows/flow';
import type { Tx } from '../../platform/db';
import type { ReadyItem } from '../../store/claiming';
import {
  isUnsent,
  readStandingLines,
  type StandingLine,
  type StandingPosting,
  takeStanding,
} from '../../store/reversing';
import type { Hold } from '../../store/sagas';

/** A draft as it goes into the book: one of the decision's own, or one that takes a standing document back. */
export type Resolved = {
  readonly draft: Draft;
  readonly reversesPosting: string | null;
  readonly targetId: string | null;
};

export type Resolution =
  | { readonly kind: 'drafts'; readonly drafts: readonly Resolved[]; readonly withdrawn: readonly StandingPosting[] }
  /** Something to be taken back may be booked, and nobody knows yet: the item waits for that answer. */
  | { readonly kind: 'later' };

/** The standing documents of the subjects of a set. */
export class Standing {
  readonly #bySubject = new Map<string, StandingPosting[]>();
  readonly #lines = new Map<string, StandingLine[]>();

  static async read(tx: Tx, flowCode: string, items: readonly ReadyItem[], hold: Hold = 'lock'): Promise<Standing> {
    const standing = new Standing();
    const postings = await takeStanding(tx, flowCode, [...new Set(items.map((item) => item.key))], hold);
    for (const posting of postings) {
      standing.#bySubject.set(posting.subject, [...(standing.#bySubject.get(posting.subject) ?? []), posting]);
    }
    const ids = postings.filter((p) => p.state === 'confirmed').map((p) => p.id);
    for (const line of ids.length > 0 ? await readStandingLines(tx, ids) : []) {
      standing.#lines.set(line.postingId, [...(standing.#lines.get(line.postingId) ?? []), line]);
    }
    return standing;
  }

  /**
   * Turns a decision's drafts into what is to be booked. A `reverses` names a ref of the subject: what was not sent of it is
   * withdrawn, what is confirmed is negated document by document, and what may be booked is waited for. A ref that stands
   * already is the same document: it is not asked for twice.
   */
  resolve(item: ReadyItem, drafts: readonly Draft[]): Resolution {
    const known = this.#bySubject.get(item.key) ?? [];
    const resolved: Resolved[] = [];
    const withdrawn: StandingPosting[] = [];
    for (const draft of drafts) {
      if (draft.reverses === undefined) {
        const stands = known.some((p) => p.ref === draft.ref && p.state !== 'rejected' && !p.reversed);
        if (!stands) resolved.push({ draft, reversesPosting: null, targetId: null });
        continue;
      }
      for (const posting of known.filter((p) => p.ref === draft.reverses && !p.reversed)) {
        if (posting.state === 'rejected' || isUnsent(posting.state)) withdrawn.push(posting);
        else if (posting.state === 'confirmed') resolved.push(this.#negated(draft, posting));
        else return { kind: 'later' };
      }
    }
    return { kind: 'drafts', drafts: resolved, withdrawn };
  }

  #negated(draft: Draft, posting: StandingPosting): Resolved {
    const lines = (this.#lines.get(posting.id) ?? []).map(
      ({ postingId: _, dims, amountMinor, ...line }): DraftLine => ({
        ...line,
        ...(dims ? { dims } : {}),
        entity: posting.entity,
        amountMinor: -amountMinor,
        rule: `reverses.${posting.ref}`,
      }),
    );
    return {
      reversesPosting: posting.id,
      targetId: posting.targetId,
      draft: {
        ...draft,
        approval: undefined,
        kind: posting.kind,
        role: posting.role,
        entity: posting.entity,
        asset: assetOf(posting.asset),
        lines,
        header: {
          ...posting.header,
          ...draft.header,
          reverses: { number: posting.documentNumber, key: posting.key, period: posting.period },
        },
      },
    };
  }
}
