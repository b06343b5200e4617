import { router } from '../trpc';
import { answer } from './answer';
import { detail } from './detail';
import { list } from './list';

export const approvalsRouter = router({ list, detail, answer });
