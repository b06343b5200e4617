import { router } from '../trpc';
import { accounts } from './accounts';
import { cell } from './cell';
import { items } from './items';
import { screen } from './screen';

export const reconciliationRouter = router({ screen, cell, items, accounts });
