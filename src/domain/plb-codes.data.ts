/**
 * What each provider-level adjustment reason (835 PLB03-1, external code source 967) does to the books. Data, not
 * code: the list is maintained outside of the standard. Sign rule: a positive amount takes cash away and debits the
 * account, a negative one brings cash and credits it; `debit` and `credit` differ only where the two sides are
 * different things; `null` means that a person must choose the account first. Labels are our own words.
 */
export type PlbFamily =
  | 'recoupment'
  | 'forward-balance'
  | 'refund'
  | 'interest'
  | 'advance'
  | 'pip'
  | 'not-payable-here'
  | 'withhold'
  | 'withheld-tax'
  | 'levy'
  | 'capitation'
  | 'settlement'
  | 'pass-through'
  | 'incentive'
  | 'penalty'
  | 'discount'
  | 'affiliate-offset'
  | 'manual';

type PlbCodeRow = {
  readonly label: string;
  readonly family: PlbFamily;
  /** Debited by a positive amount. */
  readonly debit: string | null;
  /** Credited by a negative amount. */
  readonly credit: string | null;
  /** Debited instead when the sub-ledger holds an open liability for the reference. */
  readonly debitWhenOwed?: string;
  /** Debited instead by what goes beyond the open item of the reference: a debt comes to zero and never beyond. */
  readonly debitBeyond?: string;
  /** Debited instead when the recovery only acknowledges a refund we sent (a 72 beside it). */
  readonly debitWhenRefund?: string;
};

const both = (label: string, family: PlbFamily, account: string): PlbCodeRow => ({
  label,
  family,
  debit: account,
  credit: account,
});
const manual = (label: string): PlbCodeRow => ({ label, family: 'manual', debit: null, credit: null });

export const PLB_CODES: Readonly<Record<string, PlbCodeRow>> = {
  // A recovery without a known liability lands in clearing; a delayed one (negative) creates the liability.
  WO: {
    label: 'Overpayment recovery',
    family: 'recoupment',
    debit: '2120',
    credit: '2310',
    debitWhenOwed: '2310',
    debitWhenRefund: '2130',
  },
  FB: { ...both('Forward balance', 'forward-balance', '2320'), debitBeyond: '2120' },
  '72': both('Refund acknowledged', 'refund', '2130'),
  L6: both('Interest', 'interest', '7010'),
  AP: { ...both('Advance payment', 'advance', '2330'), debitBeyond: '2120' },
  PI: both('Periodic interim payment', 'pip', '1330'),
  J1: both('Reported here, not payable here', 'not-payable-here', '1330'),
  E3: both('Risk withhold', 'withhold', '1210'),
  IR: both('Tax withheld', 'withheld-tax', '1220'),
  LE: both('Levy', 'levy', '1230'),
  CT: both('Capitation payment', 'capitation', '4110'),
  CR: both('Capitation interest', 'interest', '7010'),
  CV: both('Capital pass-through', 'settlement', '1320'),
  LS: both('Lump sum', 'settlement', '1320'),
  IS: both('Interim settlement', 'settlement', '1320'),
  PL: both('Final settlement', 'settlement', '1320'),
  RA: both('Retroactive adjustment', 'settlement', '1320'),
  RE: both('Return on equity', 'settlement', '1320'),
  C5: both('Temporary allowance', 'settlement', '1320'),
  B3: both('Recovery allowance', 'settlement', '1320'),
  BD: both('Bad debt reimbursed', 'settlement', '1320'),
  // A refund of ours that was larger than asked comes back (overpayment recovery by refund): it never was revenue.
  B2: both('Refund in excess returned', 'refund', '2130'),
  BN: both('Bonus', 'incentive', '6320'),
  IP: both('Incentive', 'incentive', '6320'),
  CW: both('Nurse anesthetist pass-through', 'pass-through', '6320'),
  DM: both('Direct medical education pass-through', 'pass-through', '6320'),
  GO: both('Graduate medical education pass-through', 'pass-through', '6320'),
  HM: both('Hemophilia pass-through', 'pass-through', '6320'),
  OA: both('Organ acquisition pass-through', 'pass-through', '6320'),
  OB: both('Debt of an affiliate taken from us', 'affiliate-offset', '1310'),
  '50': both('Late filing penalty', 'penalty', '6310'),
  '51': both('Interest penalty', 'penalty', '6310'),
  L3: both('Penalty', 'penalty', '6310'),
  '90': both('Prompt-pay discount', 'discount', '5140'),
  CS: manual('Payer adjustment without a fixed meaning'),
  WU: manual('Recovery without a stated reason'),
  FC: manual('Fund allocation'),
  AH: manual('Origination fee'),
  AM: manual('Applied to a borrower’s account'),
  SL: manual('Student loan repayment'),
  TL: manual('Third-party liability'),
};
