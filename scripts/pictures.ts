/**
 * Makes the pictures of docs/images from a running demo: `node --import tsx scripts/pictures.ts [.tieout [NAME…]]`, all or those
 * named. Let it run for some minutes first, so that there is something to see. WebP, because it takes a third of what PNG does.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { z } from 'zod';

const IMAGES = path.resolve(import.meta.dirname, '../docs/images');
const VIEW = { width: 1440, height: 900 };
const QUALITY = 82;
const SETTLED_MS = 1_500;
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Payments looked at for one that the bank has paid and the ERP has confirmed. */
const TRACES_MAX = 25;

const directory = path.resolve(process.argv[2] ?? '.tieout');
const wanted = process.argv.slice(3);
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(directory, file), 'utf8'));
const { url } = z.object({ url: z.string() }).parse(read('runtime.json'));
const people = z
  .array(z.object({ email: z.string(), password: z.string(), role: z.string(), scope: z.string() }))
  .parse(read('sign-ins.json'));

/** Each picture and how its page is brought into the state that is worth showing. */
const PICTURES: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  overview: (page) => open(page, '/overview'),
  exceptions: (page) => open(page, '/exceptions'),
  trace: openTrace,
  approvals: async (page) => {
    await open(page, '/approvals');
    await page.locator('a.ap').first().click();
  },
  refunds: (page) => open(page, '/refunds'),
  cash: (page) => open(page, '/cash'),
  reconciliation: (page) => open(page, '/reconciliation'),
  flows: (page) => open(page, '/flows'),
  connections: (page) => open(page, '/connections'),
};

async function open(page: Page, address: string): Promise<void> {
  await page.goto(`${url}${address}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** A remit of several claims that a deposit has paid, with one of its claims looked at. */
async function openTrace(page: Page): Promise<void> {
  await open(page, '/artifacts');
  const files = page.getByRole('row').filter({ hasText: '835_' }).getByRole('link');
  await files.first().waitFor();
  const addresses = await files.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  for (const address of [...new Set(addresses)].slice(0, TRACES_MAX)) {
    await open(page, address);
    const parcel = page.locator('a[href^="/trace/parcel/"]').first();
    if ((await parcel.count()) === 0) continue;
    await parcel.click();
    await page.waitForURL('**/trace/parcel/*');
    await page.locator('.lg-totals .ftop').first().waitFor();
    const equal = (await page.locator('.lg-totals .ftop').allInnerTexts()).filter((text) => text === '=').length;
    const claims = page.getByRole('button', { name: /^CLP / });
    if (equal < 4 || (await claims.count()) < 2) continue;
    await claims.first().click();
    return;
  }
  throw new Error('No remit has met its deposit yet: let the demo run for some minutes more.');
}

async function signedIn(browser: Browser): Promise<Page> {
  const person = people.find(({ role, scope }) => role === 'controller' && scope === 'all facilities');
  if (!person) throw new Error(`${directory} has no controller who sees every facility: start it with the sandbox.`);
  const page = await browser.newPage({ viewport: VIEW, colorScheme: 'light' });
  await page.goto(`${url}/signin`);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/overview');
  return page;
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? CHROMIUM.find((file) => existsSync(file)),
  args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  const page = await signedIn(browser);
  const devtools = await page.context().newCDPSession(page);
  mkdirSync(IMAGES, { recursive: true });
  for (const [name, prepare] of Object.entries(PICTURES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    await prepare(page);
    await page.waitForTimeout(SETTLED_MS);
    const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
    const bytes = Buffer.from(data, 'base64');
    writeFileSync(path.join(IMAGES, `${name}.webp`), bytes);
    process.stdout.write(`${name}.webp ${Math.ceil(bytes.length / 1024)} KB\n`);
  }
} finally {
  await browser.close();
}
