import { type Amount, assetOf } from '@/domain/amount';
import type { AnyFlow } from '@/flows/flow';
import type { ParsedParcel } from '../../store/canonical';
import type { Earlier, ParcelVerdict } from './decide';

/** A parcel with what becomes of it. */
export type Judged = {
  readonly parcel: ParsedParcel;
  readonly flow: AnyFlow;
  readonly verdict: ParcelVerdict;
  readonly earlier: Earlier;
};

/** What the sender of a parcel says it adds up to, one amount per asset. */
export const controlOf = (parcel: ParsedParcel): Amount[] =>
  parcel.controls?.map(({ asset, minor }) => ({ asset: assetOf(asset), minor: BigInt(minor) })) ?? [
    { asset: assetOf(parcel.asset), minor: parcel.controlMinor },
  ];
