'use client';
import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react';
import { STATE_ICONS, type StateName } from '@/components/lib/places';
import { Button } from './button';
import { Icon } from './icon';

export type Toast = { readonly state: StateName; readonly title: string; readonly body?: ReactNode };
type Shown = Toast & { readonly id: number };

const ToastContext = createContext<(toast: Toast) => void>(() => undefined);
export const useToast = (): ((toast: Toast) => void) => use(ToastContext);

const TOASTS_MAX = 3;
const TOAST_MS = 8_000;
let nextId = 0;

/** Says what just happened, never more than happened: sent is blue, confirmed is green. A refusal stays until closed. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Shown[]>([]);
  const close = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const show = useCallback(
    (toast: Toast) => {
      nextId += 1;
      const id = nextId;
      setToasts((all) => [...all.slice(1 - TOASTS_MAX), { ...toast, id }]);
      if (toast.state !== 'rejected') setTimeout(() => close(id), TOAST_MS);
    },
    [close],
  );
  const value = useMemo(() => show, [show]);
  return (
    <ToastContext value={value}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map(({ id, state, title, body }) => (
          <div key={id} className={`toast ${state}`}>
            <Icon name={STATE_ICONS[state]} size={12} state={state} />
            <div className="sp">
              <div className="m">{title}</div>
              {body ? <div className="q2">{body}</div> : null}
            </div>
            <Button look="plain" aria-label={`Dismiss: ${title}`} onClick={() => close(id)}>
              ×
            </Button>
          </div>
        ))}
      </div>
    </ToastContext>
  );
}
