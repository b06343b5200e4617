'use client';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useTRPC } from '@/components/lib/trpc';
import type { Permission } from '@/server/auth/permissions';

const ME_FRESH_MS = 60_000;

/** The signed-in person; prefetched by the console's layout. */
export function useMe() {
  const trpc = useTRPC();
  return useSuspenseQuery({ ...trpc.session.me.queryOptions(), staleTime: ME_FRESH_MS }).data;
}

/** Whether to offer something at all. The server decides again when it is asked for. */
export const useMay = (permission: Permission): boolean => useMe().permissions.includes(permission);
