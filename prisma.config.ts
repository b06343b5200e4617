import { defineConfig } from 'prisma/config';

// Prisma's command line only generates the client here: migrations are plain SQL, applied by scripts/migrate.ts.
export default defineConfig({ schema: 'prisma' });
