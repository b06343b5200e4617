'use client';
import { useRouter } from 'next/navigation';
import { createContext, type FormEvent, type ReactNode, use, useEffect, useMemo, useRef, useState } from 'react';
import { useKeys } from '@/components/lib/keys';
import { routes } from '@/components/lib/routes';
import { Icon } from '@/components/ui/icon';
import { useMay } from './use-me';

/** What is searched lives in memory only: account numbers must not reach an address, a history or a log. */
type SearchText = {
  readonly text: string;
  /** Rises with every asking, so that the same text can be asked again. */
  readonly asked: number;
  readonly ask: (text: string) => void;
};
const SearchContext = createContext<SearchText>({ text: '', asked: 0, ask: () => undefined });
export const useSearchText = (): SearchText => use(SearchContext);

export function SearchProvider({ children }: { children: ReactNode }) {
  const [{ text, asked }, set] = useState({ text: '', asked: 0 });
  const value = useMemo(
    () => ({ text, asked, ask: (next: string) => set((last) => ({ text: next, asked: last.asked + 1 })) }),
    [text, asked],
  );
  return <SearchContext value={value}>{children}</SearchContext>;
}

const SEARCH_CHARS_MAX = 80;

/** Offered only to a role that may search: a box that always refuses helps nobody. */
export function SearchBox({ wide = false }: { wide?: boolean }) {
  return useMay('search') ? <Box wide={wide} /> : null;
}

/** One box for any id, amount or trace. `/` and Ctrl K come here from anywhere. */
function Box({ wide }: { wide: boolean }) {
  const { text, ask } = useSearchText();
  const [typed, setTyped] = useState(text);
  const input = useRef<HTMLInputElement>(null);
  const router = useRouter();
  // The wide box stands on the search screen: it is there to be typed into.
  useEffect(() => {
    if (wide) input.current?.focus();
  }, [wide]);
  const focus = () => {
    // On a phone the box in the top bar is only a sign to the search screen.
    if (input.current?.offsetParent) input.current.select();
    else router.push(routes.search);
  };
  useKeys({ '/': focus, 'ctrl+k': focus });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask(typed.trim());
    router.push(routes.search);
  };
  return (
    <search className={wide ? 'searchbox wide' : 'searchbox'}>
      <form className="search" method="post" onSubmit={submit}>
        <Icon name="search" size={14} />
        <input
          ref={input}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          placeholder="Any id, amount or trace"
          aria-label="Search by claim, control number, trace, document or amount"
          maxLength={SEARCH_CHARS_MAX}
          autoComplete="off"
          spellCheck={false}
        />
        <kbd>/</kbd>
      </form>
    </search>
  );
}
