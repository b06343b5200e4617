import { router } from '../trpc';
import { live } from './live';
import { moment } from './moment';
import { scopes } from './scopes';
import { totals } from './totals';

export const overviewRouter = router({ moment, totals, live, scopes });
