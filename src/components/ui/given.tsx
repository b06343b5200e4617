import { visible } from '@/domain/visible';

/** Text that came with a file. It is shown apart, so that its direction turns nothing beside it, and what would act is spelt out. */
export function Given({ text }: { text: string }) {
  return <bdi>{visible(text)}</bdi>;
}
