/** Lists of states as SQL, built from the constants of the domain: no statement spells a set of states itself. */
export const inList = (states: readonly string[]): string => `(${states.map((state) => `'${state}'`).join(', ')})`;
