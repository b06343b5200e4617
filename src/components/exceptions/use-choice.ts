'use client';
import { useState } from 'react';
import type { Cure, CureKind } from '@/server/exceptions/cures';
import type { CauseDetail } from './queries';

export type MapCure = Extract<
  CureKind,
  'map-payer' | 'map-payee' | 'map-prefix' | 'map-plb' | 'map-account' | 'cost-center'
>;

export const isMapCure = (kind: CureKind): kind is MapCure => kind.startsWith('map-') || kind === 'cost-center';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A choice becomes a cure once nothing is missing from it. */
export function cureOf(kind: CureKind, target: string, validFrom: string): Cure | null {
  if (kind === 'cost-center') return target === '' ? null : { kind, target };
  if (isMapCure(kind)) {
    return target === '' || !DATE.test(validFrom) ? null : { kind, target, validFrom };
  }
  return { kind };
}

/** What the person has chosen so far. The date defaults to the first item's, so that every item is covered. */
export function useChoice(cause: CauseDetail) {
  const [kind, setKind] = useState<CureKind | null>(null);
  const [target, setTarget] = useState('');
  const [validFrom, setValidFrom] = useState<string | null>(null);
  const shown = kind ?? cause.cures[0] ?? null;
  const from = validFrom ?? cause.firstBusinessDate ?? '';
  return {
    kind: shown,
    target,
    validFrom: from,
    cure: shown === null ? null : cureOf(shown, target, from),
    setTarget,
    setValidFrom,
    setKind: (next: CureKind) => {
      setKind(next);
      setTarget('');
    },
  };
}
export type Choice = ReturnType<typeof useChoice>;
