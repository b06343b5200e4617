/** What an item is in its flow: a claim, a provider adjustment, or the cash of a whole parcel. Other types have no word here. */
export const ITEM_KINDS = ['claim', 'plb', 'parcel', 'other'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** Over `e` (facts). */
export const KIND = `CASE e.type WHEN 'payment.posted' THEN 'claim' WHEN 'provider.adjusted' THEN 'plb' WHEN 'parcel.whole' THEN 'parcel'
  ELSE 'other' END`;
