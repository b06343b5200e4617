import type { ByteSource, Finding } from '../../finding';
import type { Interchange } from '../interchange';
import type { Loop, LoopFileSummary, SegmentRecord, SetHeader } from './model';
import { createLoopReader, type GrammarChoice } from './reader';
import type { WrittenInterchangeContent } from './writer';

type CollectedSet = { readonly header: SetHeader; readonly loops: readonly Loop[] };

/** A whole file in memory: for answers, edits and tests of files whose size is known to be small. */
export type CollectedFile = {
  readonly interchanges: readonly {
    readonly interchange: Interchange;
    readonly acknowledgments: readonly SegmentRecord[];
    readonly sets: readonly CollectedSet[];
  }[];
  readonly summary: LoopFileSummary;
  readonly findings: readonly Finding[];
};

/** Reads a file as a whole. The caller bounds its size; streams belong to `createLoopReader`. */
export async function collectX12(source: ByteSource, grammarOf: GrammarChoice): Promise<CollectedFile> {
  const interchanges: { interchange: Interchange; acknowledgments: SegmentRecord[]; sets: CollectedSet[] }[] = [];
  const findings: Finding[] = [];
  let loops: Loop[] = [];
  const reader = createLoopReader(
    {
      interchange: (interchange) => interchanges.push({ interchange, acknowledgments: [], sets: [] }),
      interchangeAcknowledgment: (segment) => interchanges[interchanges.length - 1]?.acknowledgments.push(segment),
      setStart: (header) => {
        const loop = wholeOf(header.loop);
        loops = [loop];
        interchanges[interchanges.length - 1]?.sets.push({ header: { ...header, loop }, loops });
      },
      unit: ({ loop }) => loops.push(wholeOf(loop)),
      finding: (finding) => findings.push(finding),
    },
    grammarOf,
  );
  for await (const chunk of source) reader.push(chunk);
  return { interchanges, summary: reader.end(), findings };
}

/** The loop with everything in it, made while its unit is at hand. */
const wholeOf = ({ id, path, span, segments, loops }: Loop): Loop => ({ id, path, span, segments, loops });

/** A collected file as the writer takes it: sets of one group follow each other. Sets without a group get an empty one. */
export function writable(file: CollectedFile): WrittenInterchangeContent[] {
  return file.interchanges.map(({ interchange, acknowledgments, sets }) => {
    const groups: { key: unknown; group: GroupLike; sets: SetLike[] }[] = [];
    for (const { header, loops } of sets) {
      const key = header.group ?? interchange;
      let last = groups[groups.length - 1];
      if (last === undefined || last.key !== key) {
        last = { key, group: header.group ?? NO_GROUP, sets: [] };
        groups.push(last);
      }
      last.sets.push({ st01: header.st01, st02: header.st02, st03: header.st03, loops });
    }
    return { interchange, acknowledgments, groups: groups.map(({ group, sets }) => ({ group, sets })) };
  });
}

type GroupLike = WrittenInterchangeContent['groups'][number]['group'];
type SetLike = WrittenInterchangeContent['groups'][number]['sets'][number];

const NO_GROUP: GroupLike = {
  functionalId: '',
  sender: '',
  receiver: '',
  date: '',
  time: '',
  controlNumber: '',
  version: '',
};
