import type { NextConfig } from 'next';
import { BARE_POLICY, SECURITY_HEADERS } from './src/server/platform/headers';

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  headers: async () => [
    { source: '/:path*', headers: [...SECURITY_HEADERS] },
    { source: '/api/ingest/:path*', headers: [{ key: 'Content-Security-Policy', value: BARE_POLICY }] },
  ],
  // `npm run check` holds the types of the whole tree; whoever starts the product need not wait for that again.
  typescript: { ignoreBuildErrors: true },
  // Native parts and dynamic requires must stay outside the server bundle.
  serverExternalPackages: [
    'bullmq',
    'pg',
    'ioredis',
    'pino',
    'pg-copy-streams',
    '@prisma/client',
    '@prisma/adapter-pg',
  ],
};
export default config;
