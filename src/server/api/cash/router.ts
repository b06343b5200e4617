import { router } from '../trpc';
import { dismiss } from './dismiss';
import { open } from './open';
import { propose } from './propose';
import { screen } from './screen';
import { suggestion } from './suggestion';
import { tie } from './tie';

export const cashRouter = router({ screen, open, suggestion, tie, propose, dismiss });
