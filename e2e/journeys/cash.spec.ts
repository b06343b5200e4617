// Goal: deposits are where they are, to the cent; a proposed match takes two people. Method: the running sandbox’s statements
// and remits; sums are read off the screen and added up here.
import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from '../fixtures/console';

test.describe.configure({ timeout: 180_000 });

const TRAFFIC_MS = 120_000;
const cents = (text: string): bigint => BigInt(text.replace('−', '-').replace(/[^\d-]/g, '') || '0');

async function open(page: Page): Promise<void> {
  await expect(async () => {
    await page.goto('/cash');
    await expect(page.getByRole('table', { name: 'Deposits by day and account' })).toBeVisible({ timeout: 4_000 });
  }).toPass({ timeout: TRAFFIC_MS });
}

test('deposits are matched, suggested, different or without a remit, and nothing else', async ({ page, signInAs }) => {
  await signInAs('finance-ops');
  await open(page);
  const [total, ...places] = (await page.locator('.ca-eq .term .fig').allInnerTexts()).map(cents);
  // The last figure stands outside the sum: remits that no deposit has brought.
  expect(places.slice(0, 4).reduce((sum, minor) => sum + minor, 0n)).toBe(total);
  const foot = (
    await page.getByRole('table', { name: 'Deposits by day and account' }).locator('tfoot td.amt').allInnerTexts()
  ).map(cents);
  expect(foot.at(-1)).toBe(total);
  await expectAccessible(page);
});

test('the roll-forward of a month closes with what it opened with and what moved', async ({ page, signInAs }) => {
  await signInAs('finance-ops');
  await open(page);
  const foot = page.getByRole('table', { name: 'Roll-forward of open cash by day' }).locator('tfoot td');
  const [opening = 0n, came = 0n, went = 0n, closing = 0n] = (await foot.allInnerTexts()).map(cents);
  expect(opening + came + went).toBe(closing);
});

test('a proposed match waits for another person', async ({ page, signInAs }) => {
  await signInAs('finance-ops');
  await open(page);
  const propose = page.getByRole('button', { name: /^Propose match/ });
  test.skip((await propose.count()) === 0, 'the sandbox has nothing to suggest');
  await propose.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Ask a second person' }).click();
  await expect(page.getByText('Asked a second person')).toBeVisible();
  await page.getByRole('link', { name: 'Open in Approvals' }).click();
  await expect(page.getByText('You asked for this, so another person has to answer.')).toBeVisible();
});

test('who sees one facility is told why there is nothing', async ({ page, signInAs }) => {
  await signInAs('executive');
  await page.goto('/cash');
  await expect(page.getByText('Your role does not hold this screen')).toBeVisible();
});

for (const path of ['/cash?view=no-remit', '/cash?view=no-deposit', '/flows', '/flows/bank-deposits', '/connections']) {
  test(`${path} can be used by everyone, also on a phone`, async ({ page, signInAs }) => {
    await signInAs('controller');
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page);
    await page.setViewportSize({ width: 390, height: 844 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
}
