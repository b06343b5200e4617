import { formatItems, formatMoney } from '@/components/lib/format';
import { Given } from '@/components/ui/given';
import type { Source } from './queries';

/** The same bytes as fields: what each element says. */
export function ParsedView({ parsed }: { parsed: Source['parsed'] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls and holds nothing to focus must be focusable itself
    <section className="src-body" tabIndex={0} aria-label="Parsed fields">
      <dl className="kv">
        {parsed.fields.map((field) => (
          <div key={`${field.ref}|${field.words}`} className="contents">
            <dt>
              {field.words} <span className="mono">{field.ref}</span>
            </dt>
            <dd>
              <Given text={field.value} />
            </dd>
          </div>
        ))}
      </dl>
      {parsed.services.length > 0 ? (
        <section>
          <h3 className="h">{formatItems(parsed.services.length + parsed.servicesMore, 'service line')}</h3>
          <table className="tbl">
            <thead>
              <tr>
                <th scope="col">Procedure</th>
                <th scope="col">CAS</th>
                <th scope="col" className="amt">
                  Charged
                </th>
                <th scope="col" className="amt">
                  Paid
                </th>
              </tr>
            </thead>
            <tbody>
              {parsed.services.map((line, at) => (
                // Service lines have no id of their own; their order in the claim is their name.
                // biome-ignore lint/suspicious/noArrayIndexKey: see above
                <tr key={at}>
                  <td className="mono">{line.procedure}</td>
                  <td>{line.adjustments}</td>
                  <td className="amt">{formatMoney(line.chargeMinor)}</td>
                  <td className="amt">{formatMoney(line.paidMinor)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {parsed.servicesMore > 0 ? <p className="q">+ {formatItems(parsed.servicesMore, 'line')} not shown</p> : null}
        </section>
      ) : null}
    </section>
  );
}
