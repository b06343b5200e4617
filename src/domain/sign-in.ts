/** What the sign-in answers when too many ask at once; its page has words for it. */
export const SIGN_IN_BUSY = 'TooManyAtOnce';
