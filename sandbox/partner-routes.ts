import { type Call, HttpError, type Route, readLimit, sendJson } from './http';
import type { Outbox } from './outbox';

const FILES_DEFAULT = 200;
const FILES_MAX = 2_000;

/** Reading the files of a partner: every one that was made, and its bytes. */
export function fileRoutes(outbox: Outbox): Route[] {
  return [
    {
      method: 'GET',
      path: '/files',
      handle: async (call) => {
        const limit = readLimit(call.url, 'limit', FILES_DEFAULT, FILES_MAX);
        const files = await outbox.list(readAfter(call.url), limit);
        sendJson(call.response, 200, { files, next: files.length === limit ? (files.at(-1)?.sequence ?? null) : null });
      },
    },
    { method: 'GET', path: '/files/:sequence', handle: (call) => getFile(outbox, call) },
  ];
}

/** `after`: the number of the last row seen; everything is after -1. */
export function readAfter(url: URL): number {
  const text = url.searchParams.get('after');
  if (text === null) return -1;
  if (!/^\d{1,9}$/.test(text)) throw new HttpError(400, 'BAD_PARAMETER', 'after must be the next of an earlier answer');
  return Number.parseInt(text, 10);
}

async function getFile(outbox: Outbox, call: Call): Promise<void> {
  const text = call.path.sequence ?? '';
  const file = /^\d{1,9}$/.test(text) ? await outbox.find(Number.parseInt(text, 10)) : null;
  if (!file) throw new HttpError(404, 'NOT_FOUND', `nothing was made under ${text}`);
  call.response.writeHead(200, {
    'content-type': file.contentType,
    'content-length': file.bytes.length,
    'content-disposition': `attachment; filename="${file.name}"`,
  });
  call.response.end(file.bytes);
}
