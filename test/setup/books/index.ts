/**
 * The only place where tests, fixtures, harnesses and benchmarks name the product's tables. A test asks in words that
 * outlive the tables: when their shape changes, this folder changes, and no expectation does.
 */
export * from './balances';
export * from './bulk';
export * from './db';
export * from './events';
export * from './flow';
export * from './flows';
export * from './journal-work';
export * from './journals';
export * from './kept';
export * from './laws';
export * from './ledger-readings';
export * from './masters';
export * from './receipts';
export * from './refunds';
export * from './reveals';
export * from './tampering';
export * from './ties';
export * from './walls';
export * from './whole';
export * from './work';
