// Goal: the numbers on the first screen sum, and each opens what it counts. Method: read the screen, add it up.
import { expect, test } from '../fixtures/console';
import { OverviewPage } from '../pages/overview';

test('the places on the screen sum to what was received', async ({ page, signInAs }) => {
  await signInAs('controller');
  const { received, places } = await new OverviewPage(page).equation();
  expect(places).toHaveLength(6);
  expect(places.reduce((sum, minor) => sum + minor, 0n)).toBe(received);
  expect(received).toBeGreaterThan(0n);
});

test('a place opens its items, with the same sum above them', async ({ page, signInAs }) => {
  await signInAs('controller');
  const posted = page.locator('.eq a.term').filter({ hasText: 'Posted' });
  await posted.click();
  await expect(page).toHaveURL(/\/items\?place=posted/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Posted');
  await expect(page.getByRole('row').nth(1)).toContainText('$');
});

test('the split divides the same money', async ({ page, signInAs }) => {
  await signInAs('controller');
  await page.getByRole('button', { name: 'Split by Nothing' }).click();
  await page.getByRole('link', { name: 'Facility', exact: true }).click();
  await expect(page).toHaveURL(/split=facility/);
  await expect(page.getByRole('table', { name: 'Money by facility' })).toBeVisible();
});

test('keys: search, help and the way to a screen', async ({ page, signInAs }) => {
  await signInAs('controller');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await expect(page.getByPlaceholder('Any id, amount or trace')).toBeFocused();
  await page.keyboard.press('g');
  await expect(page).toHaveURL(/\/overview/);
  await page.locator('#main').focus();
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(page).toHaveURL(/\/artifacts/);
});
