/** An error for the person at the terminal: the message says what is wrong and what to do; a stack would only be noise. */
export class OperatorError extends Error {}
