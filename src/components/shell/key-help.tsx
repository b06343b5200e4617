'use client';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { useKeyboard, useKeys } from '@/components/lib/keys';
import { Button } from '@/components/ui/button';
import { Key } from '@/components/ui/keys';
import { navFor } from './nav-items';
import { useMe } from './use-me';

type Line = readonly [word: string, keys: readonly string[]];

const LIST_LINES: readonly Line[] = [
  ['Move', ['J', 'K']],
  ['Open', ['↵']],
  ['Close', ['Esc']],
];

function Lines({ title, lines }: { title: string; lines: readonly Line[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {lines.map(([word, keys]) => (
          <li key={keys.join(' ')}>
            {word}
            <span className="row">
              {keys.map((key) => (
                <Key key={key}>{key}</Key>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `?` shows every key. The switch turns single keys off for people whose tools type for them. */
export function KeyHelp() {
  const [open, setOpen] = useState(false);
  const { enabled, setEnabled } = useKeyboard();
  const me = useMe();
  useKeys({ '?': () => setOpen(true) });
  const jumps = navFor(me.permissions)
    .flatMap((group) => group.items)
    .flatMap((item): Line[] => (item.key ? [[item.word, ['G', item.key.toUpperCase()]]] : []));
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="help" aria-describedby={undefined}>
          <header className="row">
            <Dialog.Title className="h b">Keys</Dialog.Title>
            <span className="sp" />
            <Dialog.Close asChild>
              <Button look="plain" hint="Esc">
                Close
              </Button>
            </Dialog.Close>
          </header>
          <div className="two">
            <Lines
              title="Anywhere"
              lines={[['Search', ['/']], ['Command', ['Ctrl', 'K']], ['Keys', ['?']], ...jumps]}
            />
            <Lines title="In a list" lines={LIST_LINES} />
          </div>
          <label className="row s q2">
            <input type="checkbox" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} />
            Single keys act
          </label>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
