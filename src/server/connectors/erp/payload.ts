import { sha256 } from '../../platform/crypto';
import type { ErpJournal } from './port';

/** Hash of everything the ERP is asked to book: no amount may change under a key. The description is for people only. */
export const payloadHash = (journal: ErpJournal): Buffer =>
  sha256(
    JSON.stringify([
      journal.key,
      journal.entity,
      journal.period,
      journal.postingDate,
      journal.currency,
      journal.lines.map((l) => [
        l.lineNo,
        l.account,
        l.costCenter,
        l.facility,
        l.payerClass,
        l.affiliate,
        l.debitMinor.toString(),
        l.creditMinor.toString(),
      ]),
    ]),
  );
