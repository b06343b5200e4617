import { router } from '../trpc';
import { crosswalk } from './crosswalk';
import { facilities } from './facilities';
import { payerClasses } from './payer-classes';
import { payers } from './payers';

/** Reads; the changes are the cures, because a mapping made here and one made on a cause are the same act. */
export const masterdataRouter = router({ payers, payerClasses, facilities, crosswalk });
