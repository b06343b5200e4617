import type { ReactNode } from 'react';

export type KeyHint = { readonly keys: readonly string[]; readonly word: string };

/** One key and what it does. */
export function Key({ children }: { children: ReactNode }) {
  return <kbd>{children}</kbd>;
}

/** The strip at the foot of a workspace: the keys that work here. */
export function KeyStrip({ hints }: { hints: readonly KeyHint[] }) {
  return (
    <footer className="keys">
      {hints.map(({ keys, word }) => (
        <span key={word}>
          {keys.map((key) => (
            <Key key={key}>{key}</Key>
          ))}
          {word}
        </span>
      ))}
      <span className="keys-all">
        <Key>?</Key>all keys
      </span>
    </footer>
  );
}
