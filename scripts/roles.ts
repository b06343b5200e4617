import pg from 'pg';

/** The two roles that do the work; the first migration makes them without a right to log in. */
export const ROLES = ['tieout_web', 'tieout_worker'] as const;
export type RoleName = (typeof ROLES)[number];

/** Gives the work roles their passwords and the right to log in. Run as owner, after the migrations. */
export async function grantLogin(ownerUrl: string, passwords: Readonly<Record<RoleName, string>>): Promise<void> {
  await asOwner(ownerUrl, async (client) => {
    for (const role of ROLES) {
      await client.query(`ALTER ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(passwords[role])}`);
    }
  });
}

/** Keeps every other role of the server (the sandbox's) out of the product's database. For a server that is ours alone. */
export async function closeToOthers(ownerUrl: string, database: string): Promise<void> {
  await asOwner(ownerUrl, async (client) => {
    const name = client.escapeIdentifier(database);
    await client.query(`REVOKE CONNECT ON DATABASE ${name} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${ROLES.join(', ')}`);
  });
}

/** Makes a database with an owner role of its own, or refreshes the role's password. */
export async function ensureDatabase(
  ownerUrl: string,
  database: string,
  owner?: { readonly role: string; readonly password: string },
): Promise<void> {
  await asOwner(ownerUrl, async (client) => {
    if (owner) {
      const password = client.escapeLiteral(owner.password);
      const role = client.escapeIdentifier(owner.role);
      const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [owner.role]);
      await client.query(`${rowCount ? 'ALTER' : 'CREATE'} ROLE ${role} LOGIN PASSWORD ${password}`);
      // Who makes a database for another role must be a member of it; making the role is not enough since PostgreSQL 16.
      await client.query(`GRANT ${role} TO CURRENT_USER`);
    }
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (rowCount) return;
    const of = owner ? ` OWNER ${client.escapeIdentifier(owner.role)}` : '';
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}${of}`);
  });
}

async function asOwner(ownerUrl: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, options: '-c timezone=UTC' });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
