import { State } from '@/components/ui/state';

/** Adopted from a remit and not yet confirmed by a person: its money waits in suspense or posts without dimensions. */
export function Provisional({ provisional }: { provisional: boolean }) {
  return provisional ? <State state="held" word="Provisional" /> : <span className="q">Confirmed</span>;
}
