/**
 * What a person without a reveal sees of an identifier: its prefix letters and its last four (`LKG····4418`). Masked
 * here, so that the whole value never leaves the server. Short values lose all but their prefix.
 */
export function maskIdentifier(value: string): string {
  const prefix = /^[A-Za-z]{0,4}/.exec(value)?.[0] ?? '';
  const rest = value.length - prefix.length;
  const kept = rest >= 8 ? 4 : Math.floor(rest / 3);
  return `${prefix}····${kept > 0 ? value.slice(-kept) : ''}`;
}
