'use client';
import { useSuspenseQuery } from '@tanstack/react-query';
import type { Scope } from '@/components/lib/routes';
import { useTRPC } from '@/components/lib/trpc';

/** How often each block reads again while the screen is looked at. */
const MOMENT_EVERY_MS = 5_000;
const LIVE_EVERY_MS = 3_000;

export type SplitBy = 'facility' | 'payer' | 'entity';
/** What Overview looks at, and what it divides the money by. */
export type View = { readonly scope: Scope; readonly split: SplitBy | null };

/** Every sum of the screen at one moment; its blocks show parts of the same answer. */
export function useMoment({ scope, split }: View) {
  const trpc = useTRPC();
  const asked = { ...scope, ...(split ? { by: split } : {}) };
  return useSuspenseQuery({ ...trpc.overview.moment.queryOptions(asked), refetchInterval: MOMENT_EVERY_MS });
}

/** Everything of the scope but the flow: what stands beside the flow that is looked at. */
export const withoutFlow = ({ flow: _, ...scope }: Scope): Scope => scope;

export function useLive() {
  const trpc = useTRPC();
  return useSuspenseQuery({ ...trpc.overview.live.queryOptions(), refetchInterval: LIVE_EVERY_MS });
}
