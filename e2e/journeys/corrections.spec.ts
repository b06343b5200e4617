// Goal: a person sees both remits before choosing between them, and every page says in plain words what became of each: replaced,
// taken back, out of balance. Method: synthetic 835s of their own per test, through the screens, until the ERP has confirmed them.
import { expect, expectAccessible, test } from '../fixtures/console';
import { corrected, orphan, type Remittance, unbalanced } from '../fixtures/remittance';
import { ArtifactsPage } from '../pages/artifacts';

const READ_MS = 40_000;
const CONFIRMED_MS = 60_000;
test.describe.configure({ timeout: 240_000 });

type Page = Parameters<Parameters<typeof test>[2]>[0]['page'];

async function bring(page: Page, file: Remittance): Promise<void> {
  const artifacts = new ArtifactsPage(page);
  await artifacts.upload(file);
  await expect(artifacts.row(file.name)).toContainText('Read', { timeout: READ_MS });
}

async function openTrace(page: Page, file: Remittance): Promise<void> {
  const artifacts = new ArtifactsPage(page);
  await page.goto('/artifacts');
  await artifacts.row(file.name).getByRole('link').first().click();
  await page.waitForURL('**/artifacts/*');
  await page.getByRole('link', { name: file.trace }).first().click();
  await page.waitForURL('**/trace/**');
}

const badges = (page: Page) => page.locator('.badge');

test('the corrected remit replaces the first, and both say so', async ({ page, signInAs }) => {
  const { first, second } = corrected();
  await signInAs('finance-ops');
  await bring(page, first);
  await openTrace(page, first);
  await expect(badges(page)).toContainText('Posted', { timeout: CONFIRMED_MS });
  await bring(page, second);

  await page.goto('/exceptions');
  await page
    .getByRole('region', { name: 'Causes' })
    .getByRole('link', { name: first.trace })
    .click({ timeout: READ_MS });
  const both = page.getByRole('region', { name: 'Both remits' });
  await expect(both.getByRole('row', { name: 'Payment' })).toContainText('$80.00');
  await expect(both.getByRole('row', { name: 'Payment' })).toContainText('$75.00');
  await expect(both).toContainText('1 claim differs');
  await expect(both.getByRole('row', { name: 'EFT clearing' })).toContainText('Cr $80.00');
  await expect(both.getByRole('row', { name: 'A/R' })).toContainText('Dr $100.00');
  await expect(page.locator('body')).not.toContainText(first.account);
  await expectAccessible(page);
  await page.locator('#cure-go').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take the first remit back and post 1 item' }).click();
  await expect(page.getByText(/1 item on the way as RM-\d+/)).toBeVisible();

  await openTrace(page, second);
  await expect(badges(page)).toContainText('Posted', { timeout: CONFIRMED_MS });
  await expect(page.getByText('Took the place of the first remit, which was taken back')).toBeVisible();
  await page.getByRole('link', { name: 'the first remit' }).click();
  await expect(badges(page)).toHaveText('Taken back', { timeout: CONFIRMED_MS });
  await expect(page.getByText('a corrected remit took its place')).toBeVisible();
  await expect(page.locator('.lg-totals')).toContainText('taken back');
  await expect(page.getByRole('region', { name: 'Same account' })).toContainText('Took the place of this claim');
  await expectAccessible(page);
});

test('a remit that does not add up takes nobody’s place, and says so before and after', async ({ page, signInAs }) => {
  const { first, second } = corrected(77);
  await signInAs('finance-ops');
  await bring(page, first);
  await openTrace(page, first);
  await expect(badges(page)).toContainText('Posted', { timeout: CONFIRMED_MS });
  await bring(page, second);
  const cause = page.getByRole('region', { name: 'Causes' }).getByRole('link', { name: first.trace });

  await page.goto('/exceptions');
  await cause.click({ timeout: READ_MS });
  const both = page.getByRole('region', { name: 'Both remits' });
  await expect(both).toContainText(
    'does not add up, so it cannot take the place of the first: replacing takes nothing back',
  );
  await page.locator('#cure-go').click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Take the first remit back/ })
    .click();
  await expect(page.getByText(/1 item on the way as RM-\d+/)).toBeVisible();

  await page.goto('/exceptions');
  await expect(cause).toContainText('so it cannot take the place of the first', { timeout: CONFIRMED_MS });
  await openTrace(page, first);
  await expect(badges(page)).toContainText('Posted');
  await expectAccessible(page);
});

test('a reversal without its original waits, and goes on when the original comes', async ({ page, signInAs }) => {
  const { reversal, original } = orphan();
  await signInAs('finance-ops');
  await bring(page, reversal);
  await openTrace(page, reversal);
  await expect(page.getByText('have no original').first()).toBeVisible({ timeout: CONFIRMED_MS });
  await bring(page, original);
  await openTrace(page, reversal);
  await expect(badges(page)).toHaveText('Posted', { timeout: CONFIRMED_MS });
  const kin = page.getByRole('region', { name: 'Same account' });
  await expect(kin.getByRole('row', { name: 'What this reversal takes back' })).toContainText('$80.00');
  await kin.getByRole('link', { name: original.trace }).click();
  await expect(page.getByRole('row', { name: 'Takes this claim back' })).toContainText('−$80.00');
  await expectAccessible(page);
});

test('a claim out of balance is booked, said, and its difference accepted', async ({ page, signInAs }) => {
  const file = unbalanced();
  await signInAs('finance-ops');
  await bring(page, file);
  await page.goto('/exceptions');
  const row = page.getByRole('link', { name: /^Claims of SYNTHETIC PAYER do not balance/ });
  await row.click({ timeout: CONFIRMED_MS });
  const open = page.getByRole('region', { name: 'Open' });
  await expect(open.getByRole('row', { name: file.trace })).toContainText('$5.00');
  await expectAccessible(page);
  await page.getByRole('button', { name: /^Accept/ }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Accept the difference' })).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByLabel('Why').fill('The contract pays 80');
  await dialog.getByRole('button', { name: 'Accept the difference' }).click();
  await expect(page.getByText(/^Accepted the difference of/)).toBeVisible();
  await expect(row).toHaveCount(0);
  await openTrace(page, file);
  await expect(badges(page)).toHaveText('Posted');
  await expect(page.getByRole('row', { name: 'Claim out of balance' })).toContainText('The contract pays 80');
});
