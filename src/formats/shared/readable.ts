import { readableAmount } from '../inspection';

/** Four digits or more before a decimal point, and not a part of a longer word or number. */
const LONG_AMOUNT = /(?<![\w.,-])-?\d{4,}\.\d{2,}(?!\d|\.\d)/g;

/** Amounts in a message for people get separators: `1234567.50` becomes `1,234,567.50`. Whole numbers stay: they may be names. */
export const withSeparators = (message: string): string => message.replace(LONG_AMOUNT, readableAmount);
