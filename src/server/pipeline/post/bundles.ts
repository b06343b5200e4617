import type { Capabilities, Order } from '../../connectors/target/port';

/** What goes in one call: orders of one target, kind and entity, as many as the target takes at once. */
type Bundled = { readonly posting: { readonly targetId: string }; readonly order: Order };

export function bundlesOf<T extends Bundled>(orders: readonly T[], capabilities: (of: T) => Capabilities): T[][] {
  const bundles: T[][] = [];
  const open = new Map<string, T[]>();
  for (const one of orders) {
    const most = capabilities(one).together[one.order.kind] ?? 1;
    const key = `${one.posting.targetId}|${one.order.kind}|${one.order.entity}`;
    const bundle = open.get(key);
    if (bundle && bundle.length < most) {
      bundle.push(one);
    } else {
      const fresh = [one];
      bundles.push(fresh);
      open.set(key, fresh);
    }
  }
  return bundles;
}
