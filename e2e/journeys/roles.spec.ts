// Goal: whatever a role opens, it is shown or refused kindly inside the console, never an error. Method: every screen, every role, the browser.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { may, PERMISSIONS, ROLES } from '../../src/server/auth/permissions';
import { expect, test } from '../fixtures/console';

const CONSOLE = path.resolve('src/app/(console)');
const screens = readdirSync(CONSOLE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('page.tsx') && !file.startsWith('[...rest]') && !file.startsWith('trace/remit'))
  .map((file) => {
    const text = readFileSync(path.join(CONSOLE, file), 'utf8');
    return {
      // A thing that is not there: the right is asked before it.
      address: `/${path.dirname(file).replace('[id]', '00000000-0000-7000-8000-000000000000').replace('[code]', 'bank-deposits')}`,
      needs: PERMISSIONS.find((permission) => text.includes(`<Guard needs="${permission}"`)),
    };
  });

for (const role of ROLES) {
  test(`${role} opens every screen`, async ({ page, signInAs }) => {
    test.setTimeout(180_000);
    await signInAs(role);
    for (const { address, needs } of screens) {
      const answer = await page.goto(address);
      await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
      expect({ address, fine: (answer?.status() ?? 500) < 500 }).toEqual({ address, fine: true });
      await expect(page.getByText('This screen could not be read')).toHaveCount(0);
      const refused = page.getByText('Your role does not hold this screen');
      await expect(refused, address).toHaveCount(needs !== undefined && may(role, needs) ? 0 : 1);
      if ((await refused.count()) > 0) continue;
      // Screens ask again every few seconds, so they are never idle: the heading stands once the first answer did.
      await expect(page.getByRole('heading', { level: 1 }).first(), address).toBeVisible();
      await expect(page.getByText('This screen could not be read'), address).toHaveCount(0);
    }
  });
}
