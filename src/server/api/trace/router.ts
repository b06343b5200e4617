import { router } from '../trpc';
import { conceal } from './conceal';
import { find } from './find';
import { parcel } from './parcel';
import { reveal } from './reveal';
import { sent } from './sent';
import { source } from './source';

export const traceRouter = router({ parcel, source, sent, find, reveal, conceal });
