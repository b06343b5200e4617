import Link from 'next/link';
import { countItems, wordsOf } from '@/components/lib/flow-words';
import { formatAsset } from '@/components/lib/format';
import type { MEASURES } from '@/components/lib/measures';
import { routes } from '@/components/lib/routes';
import { MoneyBar, notPostedOf } from '@/components/ui/money-bar';
import { useMoment, type View } from './queries';

type Props = { view: View; shown: string; measure: (typeof MEASURES)[number] };

/** The other flows of this measure, each with its own bar. They see the same dollars again, so nothing is added up. */
export function FlowBars({ view, shown, measure }: Props) {
  const { scope } = view;
  const {
    flows: { flows },
    measures: places,
  } = useMoment(view).data;
  const others = flows.filter((flow) => flow.measure === measure && flow.code !== shown);
  if (others.length === 0) return null;
  return (
    <ul className="flow-bars" aria-label="Other flows of this measure">
      {others.map(({ code, asset }) => {
        const own = places.find((each) => each.flow === code && each.asset === asset)?.places;
        return (
          <li key={code}>
            <Link className="num" href={routes.overview({ ...scope, flow: code })}>
              {wordsOf(code).name}
            </Link>
            {own ? <MoneyBar money={own} asset={asset} size="slim" /> : <span />}
            <span className="amt q2">{own ? formatAsset(own.receivedMinor, asset) : 'nothing received'}</span>
            <span className="s q amt">
              {own ? `${countItems(code, own.items)}, ${formatAsset(notPostedOf(own), asset)} not posted` : ''}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
