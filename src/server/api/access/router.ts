import { router } from '../trpc';
import { people } from './people';

export const accessRouter = router({ people });
