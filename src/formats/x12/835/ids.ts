import { packId } from '../segment-ids';

/** Segments of the 835 as packed ids. */
export const AMT = packId('AMT');
export const BPR = packId('BPR');
export const CAS = packId('CAS');
export const CLP = packId('CLP');
export const CUR = packId('CUR');
export const DTM = packId('DTM');
export const LQ = packId('LQ');
export const LX = packId('LX');
export const MIA = packId('MIA');
export const MOA = packId('MOA');
export const N1 = packId('N1');
export const N3 = packId('N3');
export const N4 = packId('N4');
export const NM1 = packId('NM1');
export const PER = packId('PER');
export const PLB = packId('PLB');
export const QTY = packId('QTY');
export const RDM = packId('RDM');
export const REF = packId('REF');
export const SVC = packId('SVC');
export const TRN = packId('TRN');
export const TS2 = packId('TS2');
export const TS3 = packId('TS3');
