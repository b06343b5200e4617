'use client';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';

const YEAR_SECONDS = 365 * 86_400;

/** Light or dark until changed again; without a choice the system's is followed. Kept in a cookie, so no page flashes. */
export function ThemeSwitch() {
  const flip = () => {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === 'dark'
      : window.matchMedia('(prefers-color-scheme: dark)').matches;
    const theme = dark ? 'light' : 'dark';
    root.dataset.theme = theme;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser people use here.
    document.cookie = `theme=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  };
  return (
    <Button look="plain" aria-label="Switch theme" data-theme-switch="" onClick={flip}>
      <Icon name="theme" />
    </Button>
  );
}
