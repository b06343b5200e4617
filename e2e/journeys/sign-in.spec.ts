// Goal: nobody gets in without the password, and nobody gets to what their role does not hold. Method: the browser.
import { expect, test } from '../fixtures/console';
import { person } from '../fixtures/instance';
import { SignInPage } from '../pages/sign-in';

test('a visitor is shown the sign-in and comes back to where they were going', async ({ page }) => {
  await page.goto('/artifacts?state=parsed');
  await expect(page).toHaveURL(/\/signin\?to=%2Fartifacts/);
  const { email, password } = person('support');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/artifacts\?state=parsed/);
});

test('a wrong password is refused without saying which part was wrong', async ({ page }) => {
  const gate = new SignInPage(page);
  await gate.signIn('nobody@fernhollow.example', 'not the password');
  await expect(gate.refusal).toBeVisible();
  await expect(page).toHaveURL(/\/signin/);
});

test('an executive sees totals and is refused the rest, by screen and by procedure', async ({ page, signInAs }) => {
  await signInAs('executive');
  await expect(page.getByRole('heading', { name: 'Where is the money' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Search' })).toHaveCount(0);
  await expect(page.locator('.eq a')).toHaveCount(0);
  await page.goto('/search');
  await expect(page.getByText('Your role does not hold this screen')).toBeVisible();
  const input = encodeURIComponent(JSON.stringify({ json: { place: 'received' } }));
  expect((await page.request.get(`/api/trpc/items.list?input=${input}`)).status()).toBe(403);
  const upload = { headers: { 'x-connection': 'upload', origin: new URL(page.url()).origin }, data: 'x' };
  const refused = await page.request.post('/api/ingest/upload', upload);
  expect(refused.status()).toBe(403);
  expect(await refused.json()).toMatchObject({ code: 'NOT_ALLOWED' });
});

test('an address that no screen has is said inside the console, with a way on', async ({ page, signInAs }) => {
  await signInAs('support');
  const answer = await page.goto('/no/such/screen');
  expect(answer?.status()).toBe(404);
  await expect(page.getByText('Nothing is kept under this address')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' })).toBeVisible();
});

test('without a session nothing answers but the doors', async ({ page }) => {
  const status = async (path: string) => (await page.request.get(path, { maxRedirects: 0 })).status();
  expect(await status('/api/health')).toBe(200);
  expect(await status('/api/trpc/session.me')).toBe(401);
  expect(await status('/overview')).toBe(307);
  expect((await page.request.post('/api/ingest/clearinghouse', { data: 'x' })).status()).toBe(401);
});

test('signing out ends it', async ({ page, signInAs }) => {
  await signInAs('support');
  await page.locator('button.me').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/signin/);
  expect((await page.request.get('/api/trpc/session.me')).status()).toBe(401);
});
