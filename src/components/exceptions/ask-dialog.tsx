'use client';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';

type Props = {
  title: string;
  onClose: () => void;
  /** The one button that does it; its words name what happens and to how many. */
  action: ReactNode;
  children: ReactNode;
};

/** A question before something happens. Escape and Cancel change nothing. */
export function AskDialog({ title, onClose, action, children }: Props) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="ask" aria-describedby={undefined}>
          <Dialog.Title className="h b">{title}</Dialog.Title>
          {children}
          <div className="acts">
            <Button onClick={onClose}>Cancel</Button>
            {action}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
