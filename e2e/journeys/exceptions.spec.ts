// Goal: a person finds what is stopped, sees what a cure would free, cures it, and is told the truth about what
// became of it. Method: a synthetic 835 of an unknown payer per test, through the screens, until the ERP has
// confirmed it.
import { expect, expectAccessible, test } from '../fixtures/console';
import { stranger } from '../fixtures/stranger';
import { ExceptionsPage } from '../pages/exceptions';

const CONFIRMED_MS = 60_000;
test.describe.configure({ timeout: 180_000 });

test('an unknown payer is adopted in one go, and its items are confirmed', async ({ page, signInAs }) => {
  const file = stranger(250);
  const exceptions = new ExceptionsPage(page);
  await signInAs('finance-ops');
  await exceptions.bring(file);
  await exceptions.open(file);
  await expect(exceptions.fact('Stopped')).toContainText(file.amount);
  await expect(exceptions.fact('Score')).toContainText('dollars');
  await page.getByRole('region', { name: 'Items' }).getByRole('link').first().click();
  await expect(page.getByRole('region', { name: 'Source bytes' })).toContainText('CLP');
  await expect(page.locator('body')).not.toContainText(file.account);
  await expectAccessible(page);
  await expect(exceptions.cure).toContainText('Together');
  await exceptions.cure.getByRole('button', { name: 'Adopt payer and release 2 items' }).click();
  await expect(exceptions.dialog).toContainText(file.amount);
  await expect(exceptions.dialog).toContainText('Set hash, sha256');
  await exceptions.dialog.getByRole('button', { name: 'Adopt payer and release 2 items' }).click();
  await expect(page.getByText(/2 items on the way as RM-\d+/)).toBeVisible();
  await page.goto('/replays');
  await page.getByRole('row').nth(1).getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(file.payerId);
  await expect(page.getByRole('region', { name: 'Progress' })).toContainText('2 of 2 items confirmed', {
    timeout: CONFIRMED_MS,
  });
  await expect(page.getByText('Every item is confirmed or explained.')).toBeVisible();
  await expectAccessible(page);
});

test('over the limit it takes a second person, who is not the first', async ({ page, signInAs }) => {
  const file = stranger(90_000);
  const exceptions = new ExceptionsPage(page);
  await signInAs('finance-ops');
  await exceptions.bring(file);
  await exceptions.open(file);
  await expect(exceptions.cure).toContainText('Needs a second person');
  await exceptions.cure.getByRole('button', { name: 'Adopt payer and freeze 2 items' }).click();
  await exceptions.dialog.getByRole('button', { name: 'Adopt payer and freeze 2 items' }).click();
  await page.waitForURL('**/replays/*');
  await expect(page.getByText('Waits for approval')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Approve 2 items' })).toHaveAttribute('aria-disabled', 'true');
  const manifest = page.url();
  await page.context().clearCookies();
  await signInAs('controller');
  await page.goto(manifest);
  await page.getByRole('button', { name: 'Approve 2 items' }).click();
  await exceptions.dialog.getByRole('button', { name: 'Approve 2 items' }).click();
  await page.getByRole('button', { name: 'Send 2 items' }).click();
  await exceptions.dialog.getByRole('button', { name: 'Send 2 items' }).click();
  await expect(page.getByRole('region', { name: 'Progress' })).toContainText('2 of 2 items confirmed', {
    timeout: CONFIRMED_MS,
  });
});

test('a code typed with Enter at typing speed is that code, and a part of one is none', async ({ page, signInAs }) => {
  const file = stranger(60);
  const exceptions = new ExceptionsPage(page);
  await signInAs('finance-ops');
  await exceptions.bring(file);
  await exceptions.open(file);
  await exceptions.cure.getByRole('button', { name: 'Map', exact: true }).click();
  const field = exceptions.cure.getByRole('combobox', { name: 'Payer' });
  const go = exceptions.cure.getByRole('button', { name: /^Map payer/ });
  for (const code of ['SCA', 'OSM', 'NWH']) {
    await field.click();
    await field.pressSequentially(code);
    await field.press('Enter');
    // The list closes when the answer has come and the code is chosen; the text alone stood there before.
    await expect(field).toHaveAttribute('aria-expanded', 'false');
    await expect(field).toHaveValue(code);
    await field.blur();
    await expect(field).toHaveValue(code);
  }
  await expect(go).not.toHaveAttribute('aria-disabled', 'true');
  await field.click();
  await field.pressSequentially('S');
  // What is typed is not chosen, and what was chosen before is not meant any more.
  await field.press('Enter');
  await field.blur();
  await expect(field).toHaveValue('');
  await expect(go).toHaveAttribute('aria-disabled', 'true');
});

test('a cause is owned, written on, put off and taken up again by keyboard', async ({ page, signInAs }) => {
  const file = stranger(40);
  const exceptions = new ExceptionsPage(page);
  await signInAs('finance-ops');
  await exceptions.bring(file);
  await exceptions.open(file);
  await page.locator('#main').click({ position: { x: 2, y: 2 } });
  await page.keyboard.press('a');
  await exceptions.dialog.getByRole('button', { name: 'Assign', exact: true }).click();
  await expect(exceptions.fact('Owner')).toContainText('Iris Quill');
  await page.keyboard.press('m');
  await page.keyboard.type('Asked the payer desk.');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Asked the payer desk.')).toBeVisible();
  await page.locator('#main').click({ position: { x: 2, y: 2 } });
  await page.keyboard.press('h');
  await exceptions.dialog.getByLabel('Until').fill('2099-01-04');
  await exceptions.dialog.getByLabel('Why').fill('The payer answers in January');
  await exceptions.dialog.getByRole('button', { name: 'Defer 2 items' }).click();
  await expect(exceptions.fact('Deferred until')).toContainText('4 Jan 2099');
  await page.keyboard.press('h');
  await exceptions.dialog.getByRole('button', { name: 'Resume now' }).click();
  await expect(exceptions.fact('Deferred until')).toHaveCount(0);
});

for (const path of ['/exceptions', '/replays']) {
  test(`${path} can be used by everyone, also on a phone`, async ({ page, signInAs }) => {
    await signInAs('controller');
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await expectAccessible(page);
  });
}
