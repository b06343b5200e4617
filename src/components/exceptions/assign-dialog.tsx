'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '@/components/lib/trpc';
import { useMe } from '@/components/shell/use-me';
import { Button } from '@/components/ui/button';
import { Given } from '@/components/ui/given';
import { useToast } from '@/components/ui/toast';
import { AskDialog } from './ask-dialog';
import { type CauseDetail, useCauseWork } from './queries';

/** Who takes this cause. */
export function AssignDialog({ cause, onClose }: { cause: CauseDetail; onClose: () => void }) {
  const me = useMe();
  const trpc = useTRPC();
  const { data } = useQuery(trpc.exceptions.assignees.queryOptions());
  const [email, setEmail] = useState(cause.owner?.email ?? me.email);
  const { assign } = useCauseWork();
  const toast = useToast();
  const people = data ?? [{ email: me.email, name: me.name, role: me.role }];
  const go = () =>
    assign.mutate(
      { causeId: cause.id, email: email === '' ? null : email },
      {
        onSuccess: onClose,
        onError: (error) => toast({ state: 'rejected', title: 'Not assigned', body: error.message }),
      },
    );
  return (
    <AskDialog
      title="Assign this cause"
      onClose={onClose}
      action={
        <Button look="primary" onClick={go} working={assign.isPending ? 'Assigning' : null}>
          {email === '' ? 'Take the owner away' : 'Assign'}
        </Button>
      }
    >
      <p className="q2">
        <Given text={cause.title} />
      </p>
      <label>
        <span className="s q2">Owner</span>
        <select className="input" value={email} onChange={(event) => setEmail(event.target.value)}>
          <option value="">No owner</option>
          {people.map((person) => (
            <option key={person.email} value={person.email}>
              {person.name}
              {person.email === me.email ? ' (you)' : ''}
            </option>
          ))}
        </select>
      </label>
    </AskDialog>
  );
}
