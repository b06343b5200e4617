import Link from 'next/link';
import type { ReactNode } from 'react';
import { Given } from '@/components/ui/given';
import { Icon } from '@/components/ui/icon';
import { SearchBox } from './search-box';
import { ThemeSwitch } from './theme-switch';

type Props = {
  title: string;
  /** The way back to the list this came from. */
  back?: { readonly href: string; readonly word: string };
  /** Scope chips. */
  scopes?: ReactNode;
  /** “As of …” for screens whose numbers move. */
  asOf?: ReactNode;
  /** A workspace scrolls inside its panes and brings its own padding. */
  workspace?: boolean;
  /** The search screen has the box in the middle instead. */
  box?: boolean;
  className?: string;
  children: ReactNode;
};

/** The frame of every screen: top bar and main. Renders into the shell's grid. */
export function Screen({ title, back, scopes, asOf, workspace = false, box = true, className, children }: Props) {
  return (
    <>
      <header className="top">
        {back ? (
          <Link href={back.href} className="crumb row">
            <Icon name="left" />
            {back.word}
          </Link>
        ) : null}
        <h1 className="cut">
          <Given text={title} />
        </h1>
        {scopes ? <div className="row scopes">{scopes}</div> : null}
        <span className="sp" />
        {asOf ? <span className="asof">{asOf}</span> : null}
        {box ? <SearchBox /> : null}
        <ThemeSwitch />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so a keyboard must be able to stand in it. */}
      <main id="main" tabIndex={0} className={`main ${workspace ? 'workspace' : 'page'} ${className ?? ''}`}>
        {children}
      </main>
    </>
  );
}
