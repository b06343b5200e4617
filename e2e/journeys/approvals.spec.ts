// Goal: a person sees exactly what an answer would send, agrees or declines, and nobody agrees to their own. Method: a refund
// request of its own per journey, handed in as a file; words and rights are read off the screen.
import type { Page } from '@playwright/test';
import { money } from '../fixtures/bank-files';
import { expect, expectAccessible, type SignInAs, test } from '../fixtures/console';
import type { Role } from '../fixtures/instance';
import { type Request, refundRequest } from '../fixtures/refund-request';
import { ArtifactsPage } from '../pages/artifacts';

test.describe.configure({ timeout: 180_000 });

const ASKED_MS = 90_000;

/** Hands in a refund request of its own and opens the question that its policy asks. */
async function openRefund(page: Page, signInAs: SignInAs, role: Role): Promise<Request> {
  const request = refundRequest();
  await signInAs('support');
  const artifacts = new ArtifactsPage(page);
  await artifacts.upload(request);
  await expect(artifacts.row(request.name)).toContainText('Read', { timeout: ASKED_MS });
  await page.context().clearCookies();
  await signInAs(role);
  await openQuestion(page, money(request.cents));
  return request;
}

async function openQuestion(page: Page, amount: string): Promise<void> {
  await expect(async () => {
    await page.goto('/approvals');
    await page.locator('a.ap').filter({ hasText: amount }).first().click({ timeout: 4_000 });
  }).toPass({ timeout: ASKED_MS });
  await expect(page).toHaveURL(/id=/);
  await expect(page.locator('.ap-facts')).toContainText(amount);
}

test('what is shown is what would be sent, and it balances', async ({ page, signInAs }) => {
  await openRefund(page, signInAs, 'controller');
  const detail = page.locator('.ap-detail');
  await expect(detail.getByText('sha256 of everything shown here', { exact: false })).toBeVisible();
  await expect(detail.getByRole('heading', { name: 'What will be sent' })).toBeVisible();
  const totals = await detail.locator('.sheet tfoot td.amt').allInnerTexts();
  expect(totals.length).toBeGreaterThan(0);
  for (let at = 0; at < totals.length; at += 2) expect(totals[at]).toBe(totals[at + 1]);
  await expectAccessible(page);
});

test('declining needs words, no key approves, and a declined refund sends nothing', async ({ page, signInAs }) => {
  const request = await openRefund(page, signInAs, 'controller');
  await page.locator('#main').click({ position: { x: 2, y: 2 } });
  await page.keyboard.press('d');
  await expect(page.getByLabel('Why, needed to decline')).toBeFocused();
  await page.getByRole('button', { name: 'Decline' }).click();
  await expect(page.getByText('Say why it is declined', { exact: false })).toBeVisible();
  await page.getByLabel('Why, needed to decline').fill('Paid by the plan already');
  await page.getByRole('button', { name: 'Decline' }).click();
  await expect(page.getByText('Declined, nothing is sent')).toBeVisible();
  await page.goto('/approvals?view=decided');
  await expect(
    page
      .locator('a.ap')
      .filter({ hasText: money(request.cents) })
      .first(),
  ).toContainText('Declined');
});

test('an approved question leaves the list and is on its way', async ({ page, signInAs }) => {
  const request = await openRefund(page, signInAs, 'controller');
  await page.getByRole('button', { name: /^Approve and send/ }).click();
  await expect(page.getByText('Approved and on its way')).toBeVisible();
  await page.goto('/approvals');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('a.ap').filter({ hasText: money(request.cents) })).toHaveCount(0);
  await page.goto('/approvals?view=decided');
  await expect(
    page
      .locator('a.ap')
      .filter({ hasText: money(request.cents) })
      .first(),
  ).toContainText('Approved');
});

test('support reads and answers nothing', async ({ page, signInAs }) => {
  await openRefund(page, signInAs, 'support');
  await expect(page.getByRole('button', { name: /^Approve/ })).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByText('Your role does not answer approvals.')).toBeVisible();
});

test('an executive has no approvals', async ({ page, signInAs }) => {
  await signInAs('executive');
  await page.goto('/approvals');
  await expect(page.getByText('Your role does not hold this screen')).toBeVisible();
});
