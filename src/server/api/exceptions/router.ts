import { router } from '../trpc';
import { accept } from './accept';
import { assign } from './assign';
import { assignees } from './assignees';
import { defer } from './defer';
import { detail } from './detail';
import { items } from './items';
import { list } from './list';
import { note } from './note';
import { resume } from './resume';
import { twin } from './twin';

export const exceptionsRouter = router({ list, detail, items, assignees, assign, accept, note, defer, resume, twin });
