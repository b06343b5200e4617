'use client';
import { setNonce } from 'get-nonce';
import type { ReactNode } from 'react';

/** Dialogs lock scrolling with a style element of their own; it takes the page's nonce from here. */
export function NonceProvider({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  if (typeof window !== 'undefined' && nonce) setNonce(nonce);
  return children;
}
