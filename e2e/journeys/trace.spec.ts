// Goal: a person follows one payment from its bytes to the ERP's document and back, and sees no name without a reason.
// Method: a synthetic 835 per test through the running stages; mouse and keyboard; axe in both themes.
import { expect, expectAccessible, test } from '../fixtures/console';
import { remittance } from '../fixtures/remittance';
import { TracePage } from '../pages/trace';

test.describe.configure({ timeout: 240_000 });

test('a payment is followed to the cent, and its bytes light up', async ({ page, signInAs }) => {
  const file = remittance();
  const trace = new TracePage(page);
  await signInAs('finance-ops');
  await trace.bring(file);
  await trace.posted();
  await expect(page.locator('.lg-totals .ftop')).toHaveText(['=', '=', '=']);
  await expect(page.getByRole('region', { name: 'Attempts' })).toContainText('with this key and these amounts');
  await trace.node('CLP LKG').first().click();
  await expect(trace.bytes.locator('mark')).toHaveText('150');
  await expect(trace.bytes.locator('u')).toHaveText(['200', '50']);
  await expect(trace.source).toContainText('CLP04, paid: $150.00');
  await trace.source.getByRole('button', { name: 'Sent to ERP' }).click();
  await expect(trace.source.getByRole('region', { name: 'Sent to ERP' })).toContainText('TO-');
  await trace.source.getByRole('button', { name: 'Parsed' }).click();
  await expect(trace.source).toContainText('1, processed as primary');
  for (const secret of [file.account, 'SYNTHETIC*PERSON']) expect(await page.content()).not.toContain(secret);
  expect(page.url()).not.toContain(file.account);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
});

test('the graph is walked by keyboard, and time is stepped through', async ({ page, signInAs }) => {
  const trace = new TracePage(page);
  await signInAs('finance-ops');
  await trace.bring(remittance());
  await trace.posted();
  await trace.node('BPR02 payment').click();
  await page.keyboard.press('ArrowDown');
  await expect(trace.graph.locator('[aria-pressed="true"]')).toContainText('CLP LKG');
  await page.keyboard.press('ArrowRight');
  await expect(trace.graph.locator('[aria-pressed="true"]')).toContainText('payment.posted');
  await page.keyboard.press('ArrowRight');
  await expect(trace.graph.locator('[aria-pressed="true"]')).toContainText('Cr');
  await page.keyboard.press('s');
  await expect(trace.bytes).toBeFocused();
  await page.keyboard.press(',');
  await expect(page.getByText('showing now')).toHaveCount(0);
  await page.getByRole('button', { name: /^Parsed \d/ }).click();
  await expect(page.getByText('showing parsed')).toBeVisible();
  // A remit whose payer and facility are known is parsed and canonical in one moment; its journal comes later.
  await expect(trace.node('payment.posted').first()).toBeVisible();
  await expect(trace.graph.getByText('Posted', { exact: true })).toHaveCount(0);
  await expect(trace.graph.getByRole('button', { name: /^(Cr|Dr) / })).toHaveCount(0);
  await page.keyboard.press(',');
  await expect(page.getByText('showing received')).toBeVisible();
  await page.keyboard.press('.');
  await expect(page.getByText('showing parsed')).toBeVisible();
});

test('names are revealed for a reason, and masked again', async ({ page, signInAs }) => {
  const file = remittance();
  const trace = new TracePage(page);
  await signInAs('controller');
  await trace.bring(file);
  await expect(trace.bytes).not.toContainText(file.account);
  await trace.source.getByRole('button', { name: 'Reveal' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Payer called about this claim');
  await dialog.getByRole('button', { name: 'Reveal for one hour' }).click();
  await expect(trace.bytes).toContainText(file.account);
  await expect(trace.source).toContainText('Revealed until');
  await trace.source.getByRole('button', { name: 'Mask', exact: true }).click();
  await expect(trace.source.getByRole('button', { name: 'Reveal' })).toBeVisible();
  await expect(trace.bytes).not.toContainText(file.account);
  await page.goto('/audit');
  await expect(page.locator('body')).toContainText('identifiers.revealed');
});
