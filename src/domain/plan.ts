/** Where the charge of an account stands as a receivable: the account of a payer class, and that class. */
export type Receivable = { readonly account: string; readonly payerClass: string };

export type PlanEntry = {
  readonly account: string;
  readonly rule: string;
  /** Debit positive. */
  readonly amountMinor: bigint;
  /** Of the receivable, which may be another payer's. */
  readonly payerClass?: string;
};

/** Everything that a claim books against its cash. Cash and entries together come to zero. */
export type ClaimPlan = {
  readonly receivable: Receivable;
  readonly entries: readonly PlanEntry[];
  /** What it takes out of the receivable of its account: paid and adjusted. */
  readonly takenMinor: bigint;
  /** What it moves to the patient; negative when it takes back what an earlier payer moved there. */
  readonly patientMinor: bigint;
};
