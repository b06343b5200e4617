/**
 * Characters that are not seen but act: C0 and C1 controls move a terminal's cursor and change its title, bidirectional controls
 * and line separators make text read as another text than it is.
 */
const ACTING = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Text that somebody outside wrote, on one line: what would act is shown as `\u202e`. */
export const visible = (text: string): string => text.replaceAll(ACTING, escaped);

/** The same for lines that we composed: their line breaks are ours. Inside JSON the escapes are JSON's own, and mean the same. */
export const visibleLines = (text: string): string =>
  text.replaceAll(ACTING, (character) => (character === '\n' ? character : escaped(character)));
