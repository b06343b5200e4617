import { type Failure, failure } from '@/domain/failure';
import { depositKey } from '@/domain/ties';
import type { Identity, Parcel } from '../flow';
import type { StatementHead } from './facts';

/**
 * A statement is what it says of its account and day, whatever file carries it: file ids and creation times are no part of
 * its digest, so a re-issued file is the same statement. Two final statements of one account and day that say different
 * things cannot both be right. Interim statements and notices come several times a day and each may say more; one without lines
 * says that nothing has moved so far, and whatever follows it goes on from there.
 */
export function identity({ head, digest }: Parcel<StatementHead>): Identity {
  const same = ['statement', head.via, depositKey(head.account), head.date ?? '', head.status, digest].join('|');
  if (head.status !== 'final' || head.lines === 0) return { same, contradicts: null };
  const slot = head.via === 'nacha' || head.via === 'lockbox' ? head.slot : head.slot || '1';
  return {
    same,
    contradicts: ['statement', head.via, depositKey(head.account), head.date ?? '', slot].join('|'),
    conflict: failure('STATEMENT_CONFLICT', 'statement', nameOf(head)),
  };
}

const nameOf = ({ tail, date }: StatementHead): string => `····${tail} ${date ?? ''}`.trim();

/** Why a whole statement is not worked line by line. */
export function judge({ head }: Parcel<StatementHead>): Failure | 'refused' | null {
  // 02 status 4 marks a test (BAI2, "Group Header"); nothing of it happened.
  if (head.status === 'test') return 'refused';
  if (head.status === 'deleted') return failure('STATEMENT_DELETED', 'statement.status', nameOf(head));
  return null;
}
