import { wordsOf } from '@/components/lib/flow-words';
import { formatCount } from '@/components/lib/format';
import { KIND_WORDS } from '@/components/sheets/words';
import { EmptyState } from '@/components/ui/empty-state';
import { State } from '@/components/ui/state';
import type { FlowDetail } from './queries';

type Binding = FlowDetail['bindings'][number];

const kindWord = (kind: string): string => (KIND_WORDS as Readonly<Record<string, string>>)[kind] ?? kind;

/** Which target makes the documents of each role, and what it has been seen to do. Only what was confirmed is known to work. */
export function Bindings({ bindings, flow }: { bindings: FlowDetail['bindings']; flow: string }) {
  return (
    <section className="sec fw-sec" aria-labelledby="bindings">
      <header>
        <h2 id="bindings">What it makes</h2>
        <span className="s q">role, entity and target; documents of 30 days</span>
      </header>
      {bindings.length === 0 ? (
        <EmptyState title="It is bound to no target">
          Its documents have nowhere to go until a role is bound.
        </EmptyState>
      ) : (
        <table className="tbl dense">
          <caption className="sr">Bindings of this flow</caption>
          <thead>
            <tr>
              <th scope="col">Role</th>
              <th scope="col" className="wide-only">
                Entity
              </th>
              <th scope="col">Target</th>
              <th scope="col">Seen to do</th>
            </tr>
          </thead>
          <tbody>
            {bindings.map((binding) => (
              <tr key={`${binding.role}|${binding.entity}|${binding.validFrom}`}>
                <th scope="row">
                  {wordsOf(flow).roles?.[binding.role] ?? binding.role}{' '}
                  <span className="s q mono wide-only">{binding.role}</span>
                </th>
                <td className="wide-only">{binding.entity === '*' ? 'every entity' : binding.entity}</td>
                <td>
                  {binding.target} <span className="s q wide-only">{binding.adapter}</span>
                </td>
                <td>
                  <Capabilities binding={binding} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Capabilities({ binding }: { binding: Binding }) {
  if (binding.capabilities.length === 0) return <span className="q">nothing sent yet</span>;
  return (
    <span className="fw-caps">
      {binding.capabilities.map((capability) => {
        const state = capability.breaker === 'open' ? 'rejected' : capability.confirmed > 0 ? 'posted' : 'inflight';
        const word =
          capability.breaker === 'open'
            ? `${kindWord(capability.kind)}: does not answer`
            : `${kindWord(capability.kind)}: ${formatCount(capability.confirmed)} confirmed`;
        return <State key={capability.kind} state={state} word={word} size={10} />;
      })}
    </span>
  );
}
