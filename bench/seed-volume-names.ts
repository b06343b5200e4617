import { randomBytes } from 'node:crypto';

/** What the rows of the filled books are called. */
export const FLOW = 'remittance-to-cash';
export const ASSET = 'USD/2';

/** What people would search by. */
export const accountOf = (parcel: number, ordinal: number): string =>
  `LKG-${parcel}-${String(ordinal).padStart(3, '0')}`;
export const traceOf = (parcel: number): string => `VOLUME${String(parcel).padStart(8, '0')}`;
export const keyOf = (parcel: number): string => `TO-VOLUME-${String(parcel).padStart(8, '0')}`;

/** An id made at a moment, as the product makes them. */
export function idAt(ms: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(ms, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
