import { z } from 'zod';

// zod probes `new Function` for speed; under our policy every probe would be a violation report.
z.config({ jitless: true });
