'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '@/components/lib/trpc';
import { useToast } from '@/components/ui/toast';

/** What every change of master data does when it is kept: says so, closes its dialog and reads the lists again. */
export function useKept(close: () => void) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const toast = useToast();
  return (title: string) => async () => {
    toast({ state: 'posted', title, body: 'Stopped items stay until they are released from Exceptions.' });
    close();
    await cache.invalidateQueries(trpc.masterdata.pathFilter());
  };
}

export const textOf = (form: FormData, name: string): string => String(form.get(name) ?? '').trim();

type Failed = { readonly message: string; readonly data?: { readonly problem: string } | null };
export const refusalOf = (error: Failed | null): { message: string; code?: string } | null =>
  error && { message: error.message, code: error.data?.problem };
