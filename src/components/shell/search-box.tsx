'use client';
import { useRouter } from 'next/navigation';
import { createContext, type FormEvent, type ReactNode, use, useMemo, useRef, useState } from 'react';
import { useKeys } from '@/components/lib/keys';
import { routes } from '@/components/lib/routes';
import { Icon } from '@/components/ui/icon';

/** What is searched lives in memory only: account numbers must not reach an address, a history or a log. */
type SearchText = { readonly text: string; readonly setText: (text: string) => void };
const SearchContext = createContext<SearchText>({ text: '', setText: () => undefined });
export const useSearchText = (): SearchText => use(SearchContext);

export function SearchProvider({ children }: { children: ReactNode }) {
  const [text, setText] = useState('');
  const value = useMemo(() => ({ text, setText }), [text]);
  return <SearchContext value={value}>{children}</SearchContext>;
}

const SEARCH_CHARS_MAX = 80;

/** One box for any id, amount or trace. `/` and Ctrl K come here from anywhere. */
export function SearchBox({ wide = false }: { wide?: boolean }) {
  const { text, setText } = useSearchText();
  const [typed, setTyped] = useState(text);
  const input = useRef<HTMLInputElement>(null);
  const router = useRouter();
  const focus = () => {
    // On a phone the box in the top bar is only a sign to the search screen.
    if (input.current?.offsetParent) input.current.select();
    else router.push(routes.search);
  };
  useKeys({ '/': focus, 'ctrl+k': focus });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setText(typed.trim());
    router.push(routes.search);
  };
  return (
    <search className={wide ? 'searchbox wide' : 'searchbox'}>
      <form className="search" onSubmit={submit}>
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
