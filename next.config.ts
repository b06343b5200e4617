import type { NextConfig } from 'next';

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
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
