import { router } from '../trpc';
import { list } from './list';

export const itemsRouter = router({ list });
