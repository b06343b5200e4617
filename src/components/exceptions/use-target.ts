'use client';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTRPC } from '@/components/lib/trpc';
import type { MapCure } from './use-choice';

export type Target = { readonly code: string; readonly name: string };

/** What Enter means: the row that was walked to, else the exact code, else nothing; and never before the text shown is answered. */
export function chosenOf(text: string, found: readonly Target[], at: number | null): string | null {
  if (at !== null) return found[at]?.code ?? null;
  const typed = text.trim().toUpperCase();
  return found.find(({ code }) => code.toUpperCase() === typed)?.code ?? null;
}

/**
 * A code of master data that is being typed. Rows are answers to the text shown and to nothing before it; Enter at typing speed
 * waits for that answer. No row is chosen beforehand: it takes an arrow, a click or the exact code.
 */
export function useTarget(kind: MapCure, onChoose: (code: string) => void) {
  const trpc = useTRPC();
  const [text, setText] = useState<string | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const asked = useRef(0);
  const open = text !== null;
  const answer = useQuery({ ...trpc.cures.targets.queryOptions({ kind, text: text ?? '' }), enabled: open });
  const found: readonly Target[] = answer.data ?? [];
  const close = () => {
    asked.current += 1;
    setText(null);
    setAt(null);
  };
  const choose = (code: string) => {
    onChoose(code);
    close();
  };
  const enter = async () => {
    asked.current += 1;
    const mine = asked.current;
    const { data } = answer.data ? answer : await answer.refetch({ cancelRefetch: false });
    const code = chosenOf(text ?? '', data ?? [], at);
    // Somebody who typed on, or left, did not mean this answer.
    if (mine === asked.current && code !== null) choose(code);
  };
  return {
    text,
    at,
    open,
    found,
    isLooking: answer.isFetching,
    hasFailed: answer.isError,
    /** What was chosen before goes with the first letter: field and button never mean two things. */
    type: (typed: string) => {
      asked.current += 1;
      if (typed !== '') onChoose('');
      setText(typed);
      setAt(null);
    },
    move: (by: 1 | -1) => setAt(found.length === 0 ? null : Math.max(0, Math.min((at ?? -by) + by, found.length - 1))),
    choose,
    enter: () => void enter(),
    close,
  };
}
