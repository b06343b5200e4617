// Goal: a controller sees which cell does not tie, why to the cent, and what the ERP's own ledger says; an executive sees
// no claim. Method: the running sandbox's own traffic; sums are read off the screen and added up here.
import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from '../fixtures/console';

test.describe.configure({ timeout: 180_000 });

const TRAFFIC_MS = 120_000;
/** `−$1,234.50` → −123450n. */
const cents = (text: string): bigint => BigInt(text.replace('−', '-').replace(/[^\d-]/g, ''));

async function open(page: Page): Promise<void> {
  await expect(async () => {
    await page.goto('/reconciliation');
    await expect(page.locator('.rc-pv tbody tr').first()).toBeVisible({ timeout: 4_000 });
  }).toPass({ timeout: TRAFFIC_MS });
}

const amounts = async (page: Page, selector: string): Promise<bigint[]> =>
  (await page.locator(selector).allTextContents()).map(cents);
const sum = (all: readonly bigint[]): bigint => all.reduce((total, amount) => total + amount, 0n);

test('reasons sum to the difference they explain, for everything and for one cell', async ({ page, signInAs }) => {
  await signInAs('controller');
  await open(page);
  await page.locator('.rc-pv tfoot td.tt button').last().click();
  const panel = page.getByRole('complementary').filter({ hasText: 'posted less remit' });
  await expect(panel.getByRole('heading', { name: /^Why/ })).toBeVisible();
  // The sandbox goes on sending, so one reading of the screen must be whole in itself.
  await expect(async () => {
    const why = panel.getByRole('region', { name: 'Why' });
    const rows = await why.locator('li:not(.tot) .amt').allTextContents();
    const total = await why.locator('li.tot .amt').allTextContents();
    expect(rows.length).toBeGreaterThan(0);
    expect(sum(rows.map(cents))).toBe(cents(total[0] ?? ''));
  }).toPass();
  await expect(page.getByText('Not explained')).toHaveCount(0);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
});

test('cells sum to their row and column', async ({ page, signInAs }) => {
  await signInAs('controller');
  await open(page);
  await expect(async () => {
    const inner = await amounts(page, '.rc-pv tbody td:not(.tt) button.pc > span:first-child');
    const total = await amounts(page, '.rc-pv tfoot td:last-child button.pc > span:first-child');
    expect(sum(inner)).toBe(total[0]);
  }).toPass();
  await page.getByRole('button', { name: /^Rows/ }).click();
  await page.getByRole('link', { name: 'Legal entity' }).click();
  await expect(page.locator('.rc-pv tbody th').first()).toContainText(/^\d{3} /);
});

test('the ERP’s own balances stand beside ours', async ({ page, signInAs }) => {
  await signInAs('controller');
  await open(page);
  await expect(page.locator('.rc-link').first()).toBeVisible({ timeout: TRAFFIC_MS });
  await page.locator('.rc-link').first().click();
  const ledger = page.getByRole('complementary').filter({ hasText: 'Documents with our keys' });
  await expect(ledger).toContainText('EFT clearing');
  await expectAccessible(page);
});

test('an executive sees sums and no claim', async ({ page, signInAs }) => {
  await signInAs('executive');
  await open(page);
  await page.locator('.rc-pv tfoot td.tt button').last().click();
  await expect(page.getByText('claims are shown to people who may trace them')).toBeVisible();
  await expect(page.locator('.rc-it')).toHaveCount(0);
});
