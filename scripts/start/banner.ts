import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plan } from './specs';

type SignIn = { readonly email: string; readonly password: string; readonly role?: string; readonly name?: string };

/** The last thing printed: one address, who can sign in, and what to try first. */
export function banner({ home, options, runtime }: Plan, tellKey: boolean): string {
  const lines = ['', `Tieout is ready:  ${runtime.url}`, ''];
  if (options.quiet) return `${runtime.url}\n`;
  const signIns = readSignIns(home.directory);
  if (signIns.length > 0) {
    lines.push('Sign in as');
    const width = Math.max(...signIns.map(({ email }) => email.length));
    for (const { email, password, role } of signIns) lines.push(`  ${email.padEnd(width)}  ${password}  ${role ?? ''}`);
    lines.push('');
  }
  if (runtime.mode === 'sandbox') {
    lines.push(
      'Three things to try',
      '  1. Overview: where every received dollar is now; click a block to see the items behind it.',
      '  2. Exceptions: open the cause with the most dollars, fix it once, release everything it stopped.',
      '  3. Search: follow one payment from its bytes to the ERP document and back.',
      '',
      'A sandbox health system sends remittances, bank statements and refund requests all the time.',
      'Your own file: npm run tieout -- ingest FILE',
    );
  } else {
    lines.push('No sandbox: connect your sources under Connections, or send a file: npm run tieout -- ingest FILE');
  }
  if (tellKey) {
    lines.push(
      '',
      `Keep a copy of ${path.join(home.directory, 'secrets.json')}: its master key was made here, and without it nothing`,
      'encrypted can be read again.',
    );
  }
  lines.push('', `Logs: ${home.logs}   Stop: Ctrl-C`, '');
  return `${lines.join('\n')}\n`;
}

function readSignIns(directory: string): SignIn[] {
  const file = path.join(directory, 'sign-ins.json');
  if (!existsSync(file)) return [];
  const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return Array.isArray(found) ? (found as SignIn[]) : [];
}
