import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { authOptions } from '@/server/auth/options';
import { withSmallBody } from '@/server/auth/small-body';

type Segments = { params: Promise<{ nextauth: string[] }> };

const handler = async (request: NextRequest, context: Segments): Promise<Response> => {
  const small = await withSmallBody(request);
  return small instanceof Response ? small : NextAuth(small, context, authOptions());
};

export { handler as GET, handler as POST };
