import { NextRequest } from 'next/server';

/** An e-mail, a password and a few words around them. */
const BODY_BYTES_MAX = 16 * 1024;

const refuse = (status: number, code: string, message: string): Response =>
  Response.json({ code, message }, { status });

const tooLarge = (): Response =>
  refuse(413, 'BODY_TOO_LARGE', 'A sign-in is at most 16 KiB. Nothing was read of this one.');

/** The request with its body read, or why it is no sign-in: what reads it next neither bounds it nor forgives what is no JSON. */
export async function withSmallBody(request: NextRequest): Promise<NextRequest | Response> {
  if (request.body === null) return request;
  if (Number(request.headers.get('content-length') ?? 0) > BODY_BYTES_MAX) return tooLarge();
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of request.body) {
    bytes += piece.length;
    if (bytes > BODY_BYTES_MAX) return tooLarge();
    pieces.push(piece);
  }
  const body = Buffer.concat(pieces).toString('utf8');
  if (isJson(request.headers) && !parses(body)) return refuse(400, 'BODY_UNREADABLE', 'This is not JSON.');
  const { url, method, headers } = request;
  return new NextRequest(url, { method, headers, body });
}

const isJson = (headers: Headers): boolean => headers.get('content-type')?.includes('json') === true;

function parses(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
