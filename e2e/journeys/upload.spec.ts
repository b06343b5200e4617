// Goal: a file brought by hand is kept, read, found and never counted twice. Method: a synthetic 835 of its own per run.
import { expect, test } from '../fixtures/console';
import { remittance } from '../fixtures/remittance';
import { ArtifactsPage } from '../pages/artifacts';

test('a file is uploaded, read, and found by its trace and by a claim', async ({ page, signInAs }) => {
  const file = remittance();
  await signInAs('finance-ops');
  const artifacts = new ArtifactsPage(page);
  await artifacts.upload(file);
  await expect(page.getByText('Stored, being read')).toBeVisible();
  await expect(artifacts.row(file.name)).toContainText('Read', { timeout: 30_000 });
  await artifacts.row(file.name).getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(file.name);
  await expect(page.locator('.term.recv .fig')).toHaveText('$250.00');

  for (const [wanted, group] of [
    [file.trace, 'Remits'],
    [file.account, 'Claims and payments'],
  ] as const) {
    await page.goto('/search');
    await page.getByPlaceholder('Any id, amount or trace').fill(wanted);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: group })).toBeVisible();
    expect(page.url()).not.toContain(wanted);
  }
  await expect(page.getByRole('row').filter({ hasText: file.account })).toHaveCount(0);
});

test('the same bytes again are kept out, and a broken file is quarantined with its cure', async ({
  page,
  signInAs,
}) => {
  const file = remittance();
  await signInAs('finance-ops');
  const artifacts = new ArtifactsPage(page);
  await artifacts.upload(file);
  await expect(page.getByText('Stored, being read')).toBeVisible();
  await artifacts.upload(file);
  await expect(page.getByText('These bytes came before; kept out')).toBeVisible();

  const whole = remittance();
  const cut = { ...whole, bytes: whole.bytes.subarray(0, whole.bytes.length - 60) };
  await artifacts.upload(cut);
  await expect(artifacts.row(cut.name)).toContainText('Quarantined', { timeout: 30_000 });
  await artifacts.row(cut.name).getByRole('link').first().click();
  await expect(page.getByRole('alert').filter({ hasText: 'quarantined whole' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Findings' })).toBeVisible();
});

test('who may not edit master data adopts nobody, on the screen and at the door', async ({ page, signInAs }) => {
  await signInAs('support');
  await page.goto('/artifacts');
  await expect(page.getByLabel('Adopt unknown payers')).toBeDisabled();
  const file = remittance();
  const send = (adopt: string, origin = new URL(page.url()).origin) =>
    page.request.post(`/api/ingest/upload?name=${file.name}`, {
      headers: { 'X-Connection': 'upload', 'X-Adopt': adopt, Origin: origin },
      data: file.bytes,
    });
  const refused = await send('true');
  expect(refused.status()).toBe(403);
  expect(await refused.json()).toMatchObject({ code: 'NOT_ALLOWED' });
  expect((await send('false')).status()).toBe(202);
  const foreign = await send('false', 'https://elsewhere.example');
  expect(foreign.status()).toBe(403);
  expect(await foreign.json()).toMatchObject({ code: 'FOREIGN_ORIGIN' });
});
