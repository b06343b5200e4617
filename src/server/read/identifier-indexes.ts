import { blindIndex } from '@/server/platform/crypto';

/**
 * Blind indexes by which people find an item, under the names its reader gave: `index_a` holds the account's, `index_b` the
 * payer's number or a PLB's reference.
 */
export const accountIndex = (text: string): Buffer => blindIndex('claimId', text);
export const controlIndex = (text: string): Buffer => blindIndex('controlNumber', text);
export const referenceIndex = (text: string): Buffer => blindIndex('reference', text);
