/**
 * Segment ids as integers (bytes packed big-endian), so that the reader compares numbers instead of making a string per
 * segment. Ids of four bytes or more do not exist in X12 and pack to 0.
 */
export const packId = (id: string): number => {
  let packed = 0;
  for (let index = 0; index < id.length; index++) packed = packed * 256 + id.charCodeAt(index);
  return packed;
};

export const unpackId = (packed: number): string => {
  let text = '';
  for (let rest = packed; rest > 0; rest = Math.floor(rest / 256)) text = String.fromCharCode(rest % 256) + text;
  return text;
};

export const ISA = packId('ISA');
export const IEA = packId('IEA');
export const GS = packId('GS');
export const GE = packId('GE');
export const ST = packId('ST');
export const SE = packId('SE');
export const TA1 = packId('TA1');
