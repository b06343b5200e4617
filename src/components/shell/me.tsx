'use client';
import { signOut } from 'next-auth/react';
import { Popover } from 'radix-ui';
import { ROLE_WORDS } from '@/components/lib/roles';
import { Button } from '@/components/ui/button';
import { useMe } from './use-me';

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((part) => part.charAt(0))
    .slice(0, 2)
    .join('')
    .toUpperCase();

/** Who is signed in, with which role, and the way out. */
export function Me() {
  const me = useMe();
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button type="button" className="me" aria-label={`${me.name}, ${ROLE_WORDS[me.role]}`}>
          <span className="av" aria-hidden="true">
            {initials(me.name)}
          </span>
          <div>
            {me.name}
            <br />
            <span className="q">{ROLE_WORDS[me.role]}</span>
          </div>
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content side="top" align="start" sideOffset={4} className="pop" aria-label="Account">
          <p className="s q pop-line">{me.email}</p>
          <p className="s q pop-line">{me.allFacilities ? 'Sees every facility' : 'Sees its own facilities'}</p>
          <Button look="plain" onClick={() => void signOut({ callbackUrl: '/signin' })}>
            Sign out
          </Button>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
