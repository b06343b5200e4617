/**
 * Checks the audit against its signed checkpoints, without any code of the product:
 *   node scripts/audit-verify.mjs DATABASE_URL checkpoints.jsonl public-key.pem
 * Exit 0: all holds. Exit 1: what does not hold is printed. Exit 2: it could not be checked.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';

const PAGE = 5000;
const sha = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const packed = (fields) => fields.map((field) => `${Buffer.byteLength(field)}:${field}`).join('');

const [url, file, keyFile] = process.argv.slice(2);
if (!keyFile) {
  console.error('usage: node scripts/audit-verify.mjs DATABASE_URL checkpoints.jsonl public-key.pem');
  process.exit(2);
}
const wrong = [];

/** Signatures, numbers and sizes of the file; per chain the roots by size. */
function readSigned(lines, key) {
  const roots = new Map();
  let before = new Map();
  for (const [at, line] of lines.entries()) {
    const { body, signature } = JSON.parse(line);
    if (!verify(null, Buffer.from(JSON.stringify(body)), key, Buffer.from(signature, 'base64'))) {
      wrong.push(`checkpoint ${at + 1}: the signature does not hold`);
    }
    if (body.n !== at + 1) wrong.push(`checkpoint ${at + 1} calls itself ${body.n}`);
    const sizes = new Map(body.chains.map(({ chain, size }) => [chain, BigInt(size)]));
    for (const [chain, size] of before) {
      if ((sizes.get(chain) ?? -1n) < size) wrong.push(`checkpoint ${at + 1}: ${chain} shrank`);
    }
    before = sizes;
    for (const { chain, size, root } of body.chains) {
      const known = roots.get(chain) ?? new Map();
      if ((known.get(size) ?? root) !== root) wrong.push(`${chain}: two roots for ${size} rows`);
      roots.set(chain, known.set(size, root));
    }
  }
  return roots;
}

async function walk(db, chain, head, roots) {
  const stack = [];
  let seq = 0n;
  let previous = Buffer.alloc(32);
  for (;;) {
    const { rows } = await db.query(
      `SELECT id::text, seq::text, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, actor, action, subject_kind,
              subject_id, detail, prev_hash, hash FROM audit WHERE chain = $1 AND seq > $2 ORDER BY audit.seq LIMIT $3`,
      [chain, seq.toString(), PAGE],
    );
    for (const r of rows) {
      seq += 1n;
      const entry = [r.at, r.actor, r.action, r.subject_kind, r.subject_id, r.detail];
      const link = sha(Uint8Array.of(1), previous, packed([chain, r.seq, ...entry]));
      if (BigInt(r.seq) !== seq) return wrong.push(`${chain}: #${r.seq} stands where #${seq} belongs`);
      if (!r.prev_hash.equals(previous) || !r.hash.equals(link)) wrong.push(`${chain} #${seq} does not follow`);
      previous = r.hash;
      let node = sha(
        Uint8Array.of(0),
        packed([r.id, chain, r.seq, ...entry, r.prev_hash.toString('hex'), r.hash.toString('hex')]),
      );
      for (let bits = seq - 1n; bits & 1n; bits >>= 1n) node = sha(Uint8Array.of(1), stack.pop(), node);
      stack.push(node);
      const signed = roots?.get(seq.toString());
      if (!signed) continue;
      const root = stack.reduceRight((right, left) => sha(Uint8Array.of(1), left, right));
      if (root.toString('hex') !== signed) wrong.push(`${chain}: the first ${seq} rows are not those that were signed`);
    }
    if (rows.length < PAGE) break;
  }
  for (const size of roots?.keys() ?? []) {
    if (BigInt(size) > seq) wrong.push(`${chain} has ${seq} rows, and ${size} were signed`);
  }
  if (!head) wrong.push(`${chain} has no head`);
  else if (BigInt(head.seq) !== seq || !head.hash.equals(previous))
    wrong.push(`${chain}: its head is not its last row`);
}

async function main() {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const roots = readSigned(lines, createPublicKey(readFileSync(keyFile)));
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  try {
    await db.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows: kept } = await db.query('SELECT n::text, line FROM audit_checkpoint c ORDER BY c.n');
    // The database may be ahead of a copy that was taken earlier; it may never be behind it.
    for (const [at, line] of lines.entries()) {
      if (kept[at]?.line !== line || kept[at].n !== String(at + 1))
        wrong.push(`checkpoint ${at + 1} differs in the database`);
    }
    const { rows: low } = await db.query('SELECT chain, seq::text FROM audit WHERE seq < 1 LIMIT 20');
    for (const { chain, seq } of low) wrong.push(`${chain} has a row #${seq}`);
    const { rows: heads } = await db.query('SELECT chain, seq::text, hash FROM audit_head');
    const { rows: chains } = await db.query('SELECT DISTINCT chain FROM audit');
    const names = new Set([...roots.keys(), ...[...heads, ...chains].map(({ chain }) => chain)]);
    for (const name of names)
      await walk(
        db,
        name,
        heads.find(({ chain }) => chain === name),
        roots.get(name),
      );
    console.log(`${lines.length} checkpoints, ${names.size} chains`);
  } finally {
    await db.end();
  }
  for (const what of wrong) console.log(`BROKEN ${what}`);
  if (wrong.length === 0) console.log('The audit is what was signed.');
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

main().catch((error) => {
  console.error(`could not be checked: ${error.message}`);
  process.exitCode = 2;
});
