// Goal: a person sees exactly what an answer would send, agrees or declines, and nobody agrees to their own. Method: what the
// running sandbox asks for; words and rights are read off the screen.
import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from '../fixtures/console';

test.describe.configure({ timeout: 180_000 });

const TRAFFIC_MS = 120_000;

/** Waits until the sandbox has asked for something, and opens the first question. */
async function openFirst(page: Page): Promise<void> {
  await expect(async () => {
    await page.goto('/approvals');
    await expect(page.locator('a.ap').first()).toBeVisible({ timeout: 4_000 });
  }).toPass({ timeout: TRAFFIC_MS });
  await page.locator('a.ap').first().click();
  await expect(page).toHaveURL(/id=/);
}

test('what is shown is what would be sent, and it balances', async ({ page, signInAs }) => {
  await signInAs('controller');
  await openFirst(page);
  const detail = page.locator('.ap-detail');
  await expect(detail.getByText('sha256 of everything shown here', { exact: false })).toBeVisible();
  await expect(detail.getByRole('heading', { name: /What will be (sent|joined)/ })).toBeVisible();
  const totals = await detail.locator('.sheet tfoot td.amt').allInnerTexts();
  for (let at = 0; at < totals.length; at += 2) expect(totals[at]).toBe(totals[at + 1]);
  await expectAccessible(page);
});

test('declining needs words, and no key approves', async ({ page, signInAs }) => {
  await signInAs('controller');
  await openFirst(page);
  await page.locator('#main').click({ position: { x: 2, y: 2 } });
  await page.keyboard.press('d');
  await expect(page.getByLabel('Why, needed to decline')).toBeFocused();
  await page.getByRole('button', { name: 'Decline' }).click();
  await expect(page.getByText('Say why it is declined', { exact: false })).toBeVisible();
});

test('an approved question leaves the list and is on its way', async ({ page, signInAs }) => {
  await signInAs('controller');
  await openFirst(page);
  const title = await page.locator('.ap-head h2').innerText();
  const approve = page.getByRole('button', { name: /^Approve/ });
  test.skip((await approve.getAttribute('aria-disabled')) === 'true', 'this question is for somebody else');
  await approve.click();
  await expect(page.getByText(/Approved and on its way|Agreed, \d of \d/)).toBeVisible();
  await page.goto('/approvals?view=decided');
  await expect(page.locator('a.ap').filter({ hasText: title }).first()).toBeVisible();
});

test('support reads and answers nothing', async ({ page, signInAs }) => {
  await signInAs('support');
  await openFirst(page);
  await expect(page.getByRole('button', { name: /^Approve/ })).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByText('Your role does not answer approvals.')).toBeVisible();
});

test('an executive has no approvals', async ({ page, signInAs }) => {
  await signInAs('executive');
  await page.goto('/approvals');
  await expect(page.getByText('Your role does not hold this screen')).toBeVisible();
});
