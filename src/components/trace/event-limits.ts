/** Events drawn one by one at first, and after asking for more; the rest is one row that still sums. */
export const FEW_EVENTS = 6;
export const MANY_EVENTS = 60;
