import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appendAudit } from '@/server/audit';
import { closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import { env } from '@/server/platform/env';
import { seedFernhollow } from './fernhollow';
import { seedFoundation } from './foundation';
import { seedPeople } from './people';

/** Seeds an installation; running it again changes nothing. `--ingest-token TOKEN` is what the sandbox clearinghouse signs in with. */
const at = process.argv.indexOf('--ingest-token');
const ingestToken = at > 0 ? process.argv[at + 1] : undefined;
const { TIEOUT_MODE, TIEOUT_DIR } = env();

const signIns = await withTransaction(systemActor('seed'), async (tx) => {
  await seedFoundation(tx);
  const demo = TIEOUT_MODE === 'sandbox';
  if (demo && ingestToken) await seedFernhollow(tx, ingestToken);
  if (!demo)
    await tx.execute(
      "INSERT INTO legal_entity (code, name, provisional) VALUES ('100', 'First legal entity', true) ON CONFLICT DO NOTHING",
    );
  const people = await seedPeople(tx, demo);
  await tx.execute('UPDATE master_revision SET revision = revision + 1');
  await appendAudit(tx, {
    action: 'installation.seeded',
    subjectKind: 'installation',
    subjectId: TIEOUT_MODE,
    detail: { people: people.length },
  });
  return people;
});
if (signIns.length > 0) {
  mkdirSync(TIEOUT_DIR, { recursive: true });
  writeFileSync(join(TIEOUT_DIR, 'sign-ins.json'), `${JSON.stringify(signIns, null, 2)}\n`, { mode: 0o600 });
}
await closeDatabase();
