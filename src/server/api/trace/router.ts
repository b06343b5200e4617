import { router } from '../trpc';
import { conceal } from './conceal';
import { find } from './find';
import { remit } from './remit';
import { reveal } from './reveal';
import { sent } from './sent';
import { source } from './source';

export const traceRouter = router({ remit, source, sent, find, reveal, conceal });
