import { router } from '../trpc';
import { connections } from './connections';
import { detail } from './detail';
import { list } from './list';

export const flowsRouter = router({ list, detail, connections });
