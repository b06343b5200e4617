'use client';
import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState } from 'react';

/**
 * The keyboard. Single keys do nothing while someone types or a dialog is open, and can be turned off. No key sends,
 * approves or certifies: handlers only move, open and focus.
 */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

type Keyboard = {
  readonly register: (map: () => KeyMap) => () => void;
  readonly enabled: boolean;
  readonly setEnabled: (on: boolean) => void;
};
const KeyboardContext = createContext<Keyboard | null>(null);

const STORED = 'tieout.keys';
const SEQUENCE_MS = 1_200;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** `ctrl+k`, `shift+x`, `g o`, `/`, `Enter`. The prefix is the key pressed just before, when it opens a sequence. */
function nameOf(event: KeyboardEvent, prefix: string): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) return `ctrl+${key}`;
  const shifted = event.shiftKey && /^[a-z]$/.test(key) ? `shift+${key}` : key;
  return prefix ? `${prefix} ${shifted}` : shifted;
}

/** The newest registration wins, so that a panel's keys come before those of the list under it. */
function dispatch(maps: readonly (() => KeyMap)[], name: string, event: KeyboardEvent): boolean {
  for (const map of maps.toReversed()) {
    const handler = map()[name];
    if (!handler) continue;
    event.preventDefault();
    handler(event);
    return true;
  }
  return false;
}

export function KeyboardProvider({ children }: { children: ReactNode }) {
  const maps = useRef<(() => KeyMap)[]>([]);
  const [enabled, setEnabledState] = useState(true);
  useEffect(() => setEnabledState(window.localStorage.getItem(STORED) !== 'off'), []);
  useEffect(() => {
    let prefix = '';
    let prefixAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return;
      const held = event.timeStamp - prefixAt < SEQUENCE_MS ? prefix : '';
      prefix = '';
      const name = nameOf(event, held);
      const modified = name.startsWith('ctrl+');
      if (!modified && (!enabled || isTyping(event.target) || document.querySelector('[role="dialog"]'))) return;
      if (dispatch(maps.current, name, event) || name !== 'g') return;
      prefix = 'g';
      prefixAt = event.timeStamp;
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [enabled]);
  const keyboard = useMemo<Keyboard>(
    () => ({
      enabled,
      setEnabled: (on) => {
        window.localStorage.setItem(STORED, on ? 'on' : 'off');
        setEnabledState(on);
      },
      register: (map) => {
        maps.current.push(map);
        return () => {
          maps.current = maps.current.filter((known) => known !== map);
        };
      },
    }),
    [enabled],
  );
  return <KeyboardContext value={keyboard}>{children}</KeyboardContext>;
}

export function useKeyboard(): Keyboard {
  const keyboard = use(KeyboardContext);
  if (!keyboard) throw new Error('useKeyboard needs a KeyboardProvider above it.');
  return keyboard;
}

/** Binds keys while the component is mounted; always calls the handlers of the latest render. */
export function useKeys(map: KeyMap): void {
  const { register } = useKeyboard();
  const latest = useRef(map);
  useEffect(() => {
    latest.current = map;
  });
  useEffect(() => register(() => latest.current), [register]);
}
