import { router } from '../trpc';
import { detail } from './detail';
import { list } from './list';

export const refundsRouter = router({ list, detail });
