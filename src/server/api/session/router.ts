import { router } from '../trpc';
import { counts } from './counts';
import { me } from './me';

export const sessionRouter = router({ me, counts });
