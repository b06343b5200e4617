'use client';
import { Screen } from '@/components/shell/screen';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

/** What could not be shown, that nothing was changed by trying, and the way on. */
export default function ConsoleError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Screen title="Not shown">
      <EmptyState
        tone="rejected"
        title="This screen could not be read"
        code={error.digest}
        action={<Button onClick={reset}>Try again</Button>}
      >
        Reading it failed. Nothing was changed and nothing was lost.
      </EmptyState>
    </Screen>
  );
}
