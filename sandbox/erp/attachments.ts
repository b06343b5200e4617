import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { type Call, HttpError } from '../http';
import type { Erp } from './context';
import { idOfNumber } from './documents';
import { companyOf } from './posting';
import { type FieldError, fault } from './validate';

const ATTACHMENTS_MAX = 10;
export const ATTACHMENT_BYTES_MAX = 2 * 1024 * 1024;

/** `bytes` is base64; the digest is the caller's, so that a paper changed on its way is noticed. */
export const attachmentsSchema = z
  .array(
    z.object({
      name: z.string().min(1).max(200),
      contentType: z.string().min(1).max(100).default('application/octet-stream'),
      sha256: z.string().max(64),
      bytes: z.string(),
    }),
  )
  .max(ATTACHMENTS_MAX)
  .default([]);

export type Attachment = {
  readonly name: string;
  readonly contentType: string;
  readonly sha256: string;
  readonly bytes: Buffer;
};

/** The papers of an invoice, decoded; what is wrong with any of them is added to the errors. */
export function judgeAttachments(raw: z.infer<typeof attachmentsSchema>, errors: FieldError[]): readonly Attachment[] {
  const names = new Set<string>();
  return raw.map((each, index) => {
    const at = `attachments.${index}`;
    if (names.has(each.name)) {
      errors.push(fault('DUPLICATE_ATTACHMENT', null, `${at}.name`, each.name, 'two attachments have this name'));
    }
    names.add(each.name);
    const bytes = Buffer.from(each.bytes, 'base64');
    // Buffer reads past anything that is not base64; only what comes out the same went in whole.
    if (bytes.toString('base64') !== each.bytes) {
      errors.push(fault('ATTACHMENT_ENCODING', null, `${at}.bytes`, null, 'the bytes are not padded base64'));
    } else if (bytes.length > ATTACHMENT_BYTES_MAX) {
      const message = `an attachment holds at most ${ATTACHMENT_BYTES_MAX} bytes`;
      errors.push(fault('ATTACHMENT_TOO_LARGE', null, `${at}.bytes`, String(bytes.length), message));
    } else if (digestOf(bytes) !== each.sha256) {
      errors.push(fault('ATTACHMENT_HASH', null, `${at}.sha256`, each.sha256, 'the bytes have another digest'));
    }
    return { name: each.name, contentType: each.contentType, sha256: each.sha256, bytes };
  });
}

const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export async function keepAttachments(client: PoolClient, id: bigint, attachments: readonly Attachment[]) {
  for (const each of attachments) {
    await client.query(
      `insert into sandbox_erp.attachment (document_id, name, content_type, sha256, bytes) values ($1, $2, $3, $4, $5)`,
      [id, each.name, each.contentType, each.sha256, each.bytes],
    );
  }
}

/** `GET …/ap-invoices/:number/attachments/:name` gives the bytes back. */
export async function getAttachment(erp: Erp, call: Call): Promise<void> {
  const { number = '', name = '' } = call.path;
  const { rows } = await erp.pool.query<{ bytes: Buffer; content_type: string }>(
    `select bytes, content_type from sandbox_erp.attachment a join sandbox_erp.document d on d.id = a.document_id
     where d.id = $1 and d.company = $2 and d.number = $3 and a.name = $4`,
    [idOfNumber(number) ?? 0n, companyOf(erp, call), number, name],
  );
  const found = rows[0];
  if (!found) throw new HttpError(404, 'UNKNOWN_ATTACHMENT', `${number} has no attachment ${name}`);
  call.response.writeHead(200, { 'content-type': found.content_type, 'content-length': found.bytes.length });
  call.response.end(found.bytes);
}
