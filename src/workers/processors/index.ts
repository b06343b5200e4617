import { runCanonicalize } from '@/server/pipeline/canonicalize/run';
import { runConfirm } from '@/server/pipeline/confirm/run';
import { runMap } from '@/server/pipeline/map/run';
import { runParse } from '@/server/pipeline/parse/run';
import { runPost } from '@/server/pipeline/post/run';
import { readLedgers, runReconcile } from '@/server/pipeline/reconcile/run';
import { hasParcelsToJudge } from '@/server/store/canonical';
import { hasItemsToMap } from '@/server/store/claiming';
import { hasArtifactsToParse } from '@/server/store/parsing';
import { hasPostingsToConfirm, hasPostingsToSend } from '@/server/store/postings';
import { hasTotalsToFold } from '@/server/store/reconciling';
import { defineProcessor, type Processor } from '../runtime/processor';

const parse = defineProcessor({
  stage: 'parse',
  run: ({ actor }) => runParse(actor),
  hasWork: ({ actor }) => hasArtifactsToParse(actor),
});

const canonicalize = defineProcessor({
  stage: 'canonicalize',
  run: ({ actor }) => runCanonicalize(actor),
  hasWork: ({ actor }) => hasParcelsToJudge(actor),
});

const map = defineProcessor({
  stage: 'map',
  run: ({ actor }) => runMap(actor),
  hasWork: ({ actor }) => hasItemsToMap(actor),
});

const post = defineProcessor({
  stage: 'post',
  run: ({ actor }) => runPost(actor),
  hasWork: ({ actor }) => hasPostingsToSend(actor),
});

const confirm = defineProcessor({
  stage: 'confirm',
  run: ({ actor }) => runConfirm(actor),
  hasWork: ({ actor }) => hasPostingsToConfirm(actor),
});

const reconcile = defineProcessor({
  stage: 'reconcile',
  run: async ({ actor }) => {
    const closed = await runReconcile(actor);
    if (closed === 0) await readLedgers(actor);
    return closed;
  },
  hasWork: ({ actor }) => hasTotalsToFold(actor),
  concurrency: 1,
});

/** Every stage a worker runs; `receive` happens where the bytes come in. */
export const PROCESSORS: readonly Processor[] = [parse, canonicalize, map, post, confirm, reconcile];
