'use client';
import type { ReactNode } from 'react';
import { useKeys } from '@/components/lib/keys';
import { Button } from './button';

/** Details beside the list. Escape closes it; the list keeps its place and takes the focus back. */
export function Panel({ title, onClose, children }: { title: ReactNode; onClose: () => void; children: ReactNode }) {
  useKeys({ Escape: onClose });
  return (
    <aside className="panel" aria-label={typeof title === 'string' ? title : 'Details'}>
      <header className="row">
        <h2 className="h cut">{title}</h2>
        <span className="sp" />
        <Button look="plain" onClick={onClose} hint="Esc">
          Close
        </Button>
      </header>
      <div className="panel-body">{children}</div>
    </aside>
  );
}
