import type { ReactNode } from 'react';
import { Icon } from './icon';

type Props = {
  /** The fact with its scope and count: “All 418 items are posted.” */
  title: string;
  /** Why, since when, and what was kept. */
  children?: ReactNode;
  /** The one way on. */
  action?: ReactNode;
  /** Small and last. */
  code?: string;
  tone?: 'plain' | 'rejected';
};

/** Empty, partial and broken are one shape: what is so, why, and the way on. */
export function EmptyState({ title, children, action, code, tone = 'plain' }: Props) {
  return (
    <section className={`empty ${tone}`} role={tone === 'rejected' ? 'alert' : undefined}>
      <h3>
        {tone === 'rejected' ? <Icon name="rejected" size={10} state="rejected" /> : null}
        {title}
      </h3>
      {children ? <div className="q2">{children}</div> : null}
      {action || code ? (
        <div className="row empty-act">
          {action}
          {code ? <code className="mono s q">{code}</code> : null}
        </div>
      ) : null}
    </section>
  );
}
