import { router } from '../trpc';
import { causes } from './causes';
import { flows } from './flows';
import { live } from './live';
import { measures } from './measures';
import { scopes } from './scopes';
import { split } from './split';
import { totals } from './totals';

export const overviewRouter = router({ totals, measures, split, causes, flows, live, scopes });
