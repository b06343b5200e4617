// Goal: every screen can be used by everyone, in both themes and on a phone. Method: axe on each, and no sideways scroll.
import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from '../fixtures/console';

const SCREENS = [
  '/overview',
  '/overview?split=payer',
  '/overview?flow=bank-deposits',
  '/overview?flow=refund-to-disbursement',
  '/approvals',
  '/approvals?view=decided',
  '/refunds',
  '/cash',
  '/flows',
  '/flows/remittance-to-cash',
  '/connections',
  '/items?place=received',
  '/artifacts',
  '/search',
  '/audit',
  '/access',
  '/master-data',
  '/master-data?view=payers',
  '/master-data?view=facilities',
];

/** The themes are one set of colours chosen by the browser, so one load shows both. */
async function inBothThemes(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
}

test('the sign-in can be used by everyone', async ({ page }) => {
  await page.goto('/signin');
  await inBothThemes(page);
});

for (const path of SCREENS) {
  test(`${path} can be used by everyone`, async ({ page, signInAs }) => {
    await signInAs('controller');
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await inBothThemes(page);
  });
}

test('the overview fits a phone', async ({ page, signInAs }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signInAs('controller');
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await expect(page.getByRole('navigation', { name: 'Sections' })).toBeVisible();
  await expectAccessible(page);
});
