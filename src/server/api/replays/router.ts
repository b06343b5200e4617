import { router } from '../trpc';
import { abort } from './abort';
import { approve } from './approve';
import { detail } from './detail';
import { items } from './items';
import { list } from './list';
import { pause } from './pause';
import { send } from './send';

export const replaysRouter = router({ list, detail, items, send, approve, pause, abort });
