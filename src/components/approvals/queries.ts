'use client';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useTRPC } from '@/components/lib/trpc';
import type { ApprovalView } from '@/server/read/approvals';

const LIST_EVERY_MS = 10_000;
const DETAIL_EVERY_MS = 10_000;

export function useApprovals(view: ApprovalView) {
  const trpc = useTRPC();
  return useSuspenseQuery({ ...trpc.approvals.list.queryOptions({ view }), refetchInterval: LIST_EVERY_MS });
}
export type ApprovalList = ReturnType<typeof useApprovals>['data'];
export type ApprovalLine = ApprovalList['approvals'][number];

export function useApproval(id: string) {
  const trpc = useTRPC();
  return useQuery({ ...trpc.approvals.detail.queryOptions({ id }), refetchInterval: DETAIL_EVERY_MS });
}
export type ApprovalDetail = NonNullable<ReturnType<typeof useApproval>['data']>;

export function useAnswer() {
  const trpc = useTRPC();
  const client = useQueryClient();
  return useMutation({
    ...trpc.approvals.answer.mutationOptions(),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries(trpc.approvals.pathFilter()),
        client.invalidateQueries(trpc.session.counts.queryFilter()),
        client.invalidateQueries(trpc.cash.pathFilter()),
        client.invalidateQueries(trpc.refunds.pathFilter()),
      ]),
  });
}
