/**
 * What an amount is an amount of: a name and, after the slash, how many decimal digits its minor unit stands for. `USD/2`
 * is cents, `EA/0` pieces, `HR/2` hundredths of an hour, `N/0` nothing: a fact that is counted and never summed.
 */
export type Asset = `${string}/${number}`;

/** Minor units of one asset. Amounts of different assets are never added. */
export type Amount = { readonly asset: Asset; readonly minor: bigint };

/** The asset of facts that carry no amount of their own. */
export const NONE: Asset = 'N/0';

export const usd = (minor: bigint): Amount => ({ asset: 'USD/2', minor });
export const nothing: Amount = { asset: NONE, minor: 0n };

const ASSET = /^([A-Z][A-Z0-9.]{0,15})\/(\d)$/;

/** @throws RangeError when the text is not an asset. */
export function assetOf(text: string): Asset {
  if (!ASSET.test(text)) throw new RangeError(`“${text}” is no asset; assets look like USD/2 or EA/0`);
  return text as Asset;
}

export const scaleOf = (asset: Asset): number => Number(ASSET.exec(asset)?.[2] ?? 0);
/** `USD` of `USD/2`. */
export const unitOf = (asset: Asset): string => ASSET.exec(asset)?.[1] ?? asset;

/** `USD/2`, `-123450n` becomes `"-1234.50"`; `EA/0`, `12n` becomes `"12"`. */
export function formatAmount({ asset, minor }: Amount): string {
  const scale = scaleOf(asset);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(scale + 1, '0');
  const sign = minor < 0n ? '-' : '';
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
