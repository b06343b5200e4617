import { PARCELS_PER_SET, runCanonicalize } from '@/server/pipeline/canonicalize/run';
import { POSTINGS_PER_RUN, runConfirm } from '@/server/pipeline/confirm/run';
import { ITEMS_PER_SET, runMap } from '@/server/pipeline/map/run';
import { ARTIFACTS_PER_RUN, runParse } from '@/server/pipeline/parse/run';
import { inFlight } from '@/server/pipeline/post/in-flight';
import { runPost } from '@/server/pipeline/post/run';
import { PARCELS_CLOSED_PER_SET, readLedgers, runReconcile } from '@/server/pipeline/reconcile/run';
import { hasParcelsToJudge } from '@/server/store/canonical';
import { hasItemsToMap } from '@/server/store/claiming';
import { hasArtifactsToParse } from '@/server/store/parsing';
import { hasPostingsToConfirm, hasPostingsToSend } from '@/server/store/postings';
import { hasTotalsToFold } from '@/server/store/reconciling';
import { defineProcessor, type Processor } from '../runtime/processor';

const parse = defineProcessor({
  stage: 'parse',
  setSize: () => ARTIFACTS_PER_RUN,
  run: ({ actor }) => runParse(actor),
  hasWork: ({ actor }) => hasArtifactsToParse(actor),
});

const canonicalize = defineProcessor({
  stage: 'canonicalize',
  setSize: () => PARCELS_PER_SET,
  run: ({ actor }) => runCanonicalize(actor),
  hasWork: ({ actor }) => hasParcelsToJudge(actor),
});

const map = defineProcessor({
  stage: 'map',
  setSize: () => ITEMS_PER_SET,
  run: ({ actor }) => runMap(actor),
  hasWork: ({ actor }) => hasItemsToMap(actor),
});

const post = defineProcessor({
  stage: 'post',
  setSize: inFlight.setSize,
  run: ({ actor }) => runPost(actor),
  hasWork: ({ actor }) => hasPostingsToSend(actor),
});

const confirm = defineProcessor({
  stage: 'confirm',
  setSize: () => POSTINGS_PER_RUN,
  run: ({ actor }) => runConfirm(actor),
  hasWork: ({ actor }) => hasPostingsToConfirm(actor),
});

const reconcile = defineProcessor({
  stage: 'reconcile',
  setSize: () => PARCELS_CLOSED_PER_SET,
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
