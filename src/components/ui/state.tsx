import { STATE_ICONS, STATE_WORDS, type StateName } from '@/components/lib/places';
import { Icon } from './icon';

/** Icon, word and colour, always together. */
export function State({ state, word, size = 12 }: { state: StateName; word?: string; size?: number }) {
  return (
    <span className={`st ${state}`}>
      <Icon name={STATE_ICONS[state]} size={size} state={state} />
      <span>{word ?? STATE_WORDS[state]}</span>
    </span>
  );
}

/** The same on the state's tint: for headers only. */
export function Badge({ state, word }: { state: StateName; word?: string }) {
  return (
    <span className={`badge ${state}`}>
      <Icon name={STATE_ICONS[state]} size={10} state={state} />
      {word ?? STATE_WORDS[state]}
    </span>
  );
}
