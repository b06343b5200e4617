// Goal: one page says where a refund stands, what it waits for and what would be undone; no identifier is in the clear.
// Method: the refunds of the running sandbox; journals are read off the screen and added up.
import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from '../fixtures/console';

test.describe.configure({ timeout: 180_000 });

const TRAFFIC_MS = 120_000;
const cents = (text: string): bigint => BigInt(text.replace('−', '-').replace(/[^\d-]/g, '') || '0');

async function openFirst(page: Page): Promise<void> {
  await expect(async () => {
    await page.goto('/refunds?view=all');
    await expect(page.locator('.rf-list tbody a').first()).toBeVisible({ timeout: 4_000 });
  }).toPass({ timeout: TRAFFIC_MS });
  await page.locator('.rf-list tbody a').first().click();
  await expect(page).toHaveURL(/\/refunds\/[0-9a-f-]{36}/);
}

test('steps, journals and what it waits for are on one page', async ({ page, signInAs }) => {
  await signInAs('finance-ops');
  await openFirst(page);
  for (const name of [
    'Steps',
    'Journals by step',
    'Waits for',
    'Three-way match',
    'If cancelled now',
    'Told to the RCM',
  ]) {
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
  }
  await expect(page.locator('.tl li').first()).toContainText('Refund request');
  await expectAccessible(page);
});

test('every column of the journals sums to zero', async ({ page, signInAs }) => {
  await signInAs('finance-ops');
  await openFirst(page);
  const sums = await page.locator('.rf-journals tfoot td').allInnerTexts();
  for (const sum of sums) expect(cents(sum)).toBe(0n);
});

test('accounts show their tail only', async ({ page, signInAs }) => {
  await signInAs('support');
  await openFirst(page);
  await expect(page.locator('.rf-strip')).toContainText(/····|••••|not given/);
});

for (const path of ['/refunds', '/refunds?view=concern']) {
  test(`${path} can be used by everyone, also on a phone`, async ({ page, signInAs }) => {
    await signInAs('controller');
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Refunds');
    await expectAccessible(page);
    await page.setViewportSize({ width: 390, height: 844 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
}
