/** PostgreSQL classes 08 (connection), 53 (resources), 57 (operator), 40 (rollback), and the socket's own codes. */
const TRANSIENT_CODE = /^(08|53|57|40)|^E(CONN|PIPE|TIMEDOUT|AI_AGAIN|HOSTUNREACH)/;
const TRANSIENT_MESSAGE = /terminated|timeout|connection|aborted/i;
const LOST_CODE = /^(08|57P0)|^E(CONN|PIPE)/;

/** Why a whole set failed: connection trouble heals by itself, anything else that stops a set is ours to mend. */
export function dispositionOf(error: unknown): 'transient' | 'bug' {
  const code = codeOf(error);
  if (code !== null) return TRANSIENT_CODE.test(code) ? 'transient' : 'bug';
  return error instanceof Error && TRANSIENT_MESSAGE.test(error.message) ? 'transient' : 'bug';
}

/**
 * Whether an error nobody waited for only says that a connection is gone. The queue library leaves connections without a
 * listener for a moment while it opens and closes them; a server that goes away just then must not end the process.
 */
export function isConnectionLoss(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== null) return LOST_CODE.test(code);
  return error instanceof Error && error.message.startsWith('Connection terminated');
}

function codeOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : null;
}
