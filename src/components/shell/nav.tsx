'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { useDisplay } from '@/components/lib/display';
import { formatCount } from '@/components/lib/format';
import { useKeys } from '@/components/lib/keys';
import { useTRPC } from '@/components/lib/trpc';
import { Icon } from '@/components/ui/icon';
import { Me } from './me';
import { type NavItem, navFor } from './nav-items';
import { useMe } from './use-me';

const COUNTS_EVERY_MS = 15_000;

const isCurrent = (pathname: string, href: string): boolean => pathname === href || pathname.startsWith(`${href}/`);

function Mark() {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      <path
        d="M3 6.2 7.2 10.2 15 2.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path d="M2 13.2h14M2 16.2h14" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
    </svg>
  );
}

function Entry({ item, current, count }: { item: NavItem; current: boolean; count: number | undefined }) {
  return (
    <li>
      <Link href={item.href} aria-current={current ? 'page' : undefined} title={item.word}>
        <Icon name={item.icon} />
        <span className="lbl">{item.word}</span>
        {count ? <span className="n">{formatCount(count)}</span> : null}
      </Link>
    </li>
  );
}

/** The whole house on the left: what people come for, in five groups, and nothing that does not exist. */
export function Nav() {
  const pathname = usePathname();
  const router = useRouter();
  const trpc = useTRPC();
  const me = useMe();
  const display = useDisplay();
  const counts = useQuery({ ...trpc.session.counts.queryOptions(), refetchInterval: COUNTS_EVERY_MS });
  const groups = navFor(me.permissions);
  const jumps = groups.flatMap((group) => group.items).filter((item) => item.key);
  useKeys(Object.fromEntries(jumps.map((item) => [`g ${item.key}`, () => router.push(item.href)])));
  return (
    <nav className="nav" aria-label="Main">
      <Link className="brand" href="/overview" aria-label="Tieout">
        <Mark />
        <span className="lbl">Tieout</span>
      </Link>
      <div className="tenant">
        <span className="cut">{display.tenant}</span>
        {display.sandbox ? <span className="tag">Sandbox</span> : null}
      </div>
      {groups.map((group) => (
        <div key={group.word}>
          <h2>{group.word}</h2>
          <ul>
            {group.items.map((item) => (
              <Entry
                key={item.href}
                item={item}
                current={isCurrent(pathname, item.href)}
                count={item.count && counts.data?.[item.count]}
              />
            ))}
          </ul>
        </div>
      ))}
      <Me />
    </nav>
  );
}

/** The same five groups under a thumb. */
export function TabBar() {
  const pathname = usePathname();
  const me = useMe();
  return (
    <nav className="tabbar" aria-label="Sections">
      {navFor(me.permissions).map((group) => {
        const current = group.items.some((item) => isCurrent(pathname, item.href));
        return (
          <Link key={group.word} href={group.items[0]?.href ?? '/overview'} aria-current={current ? 'page' : undefined}>
            <Icon name={group.icon} size={18} />
            {group.word}
          </Link>
        );
      })}
    </nav>
  );
}
