// Goal: deposits are where they are, to the cent; a proposed match takes two people; files of a bank nobody configured tie.
// Method: sums of the running sandbox are read off the screen and added up here; every other journey brings files of its own.
import type { Page } from '@playwright/test';
import { bai2, ccdPlus, digits, money, oddCents, type Paid, payer, remit, today } from '../fixtures/bank-files';
import { expect, expectAccessible, test } from '../fixtures/console';
import { expectBooksAgree } from '../fixtures/verify';
import { CashPage } from '../pages/cash';

test.describe.configure({ timeout: 300_000 });

const CONFIRMED_MS = 90_000;
/** An account that ends like one the demo's rules know. */
const ownAccount = (): string => `77${digits(4)}0100`;

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

/** The path of a remit from the bank to the ERP's document: every pair of columns equal, its tie tied. */
async function expectTied(page: Page, { trace, cents: paid }: Paid): Promise<void> {
  await page.goto('/search');
  await page.getByPlaceholder('Any id, amount or trace').fill(trace);
  await page.keyboard.press('Enter');
  await page
    .getByRole('region', { name: 'Remits' })
    .getByRole('row')
    .filter({ hasText: trace })
    .getByRole('link')
    .first()
    .click();
  await page.waitForURL('**/trace/parcel/*');
  await expect(page.locator('.top .badge')).toHaveText('Posted', { timeout: CONFIRMED_MS });
  const ties = page.getByRole('table', { name: 'Ties of this parcel and their partners' });
  // Its deposit may have been released a moment ago and still be on its way.
  await expect(ties.getByRole('row').filter({ hasText: money(paid) })).toContainText('Tied', { timeout: CONFIRMED_MS });
  await expect(page.locator('.lg-totals .ftop')).toHaveText(['=', '=', '=', '=']);
}

/** What Reconciliation says of one payer whose every remit was deposited and posted: three legs of one amount, and no reason between them. */
async function expectLegs(page: Page, name: string, cents: number): Promise<void> {
  await page.goto(`/reconciliation?period=${today().slice(0, 7)}`);
  await page.locator('.rc-pv tbody tr').filter({ hasText: name }).getByRole('button').last().click();
  const panel = page.getByRole('complementary', { name });
  const legs = panel.getByRole('region', { name: 'Legs' }).getByRole('row');
  for (const leg of ['Bank', 'Remit', 'Posted']) {
    await expect(legs.filter({ has: page.getByText(leg, { exact: true }) })).toContainText(money(cents));
  }
  await expect(legs.filter({ hasText: 'remit less bank' })).toContainText('$0.00');
  await expect(panel.getByRole('region', { name: 'Remit less bank' })).toContainText(
    'The bank has shown exactly what remits say.',
  );
}

test('two remits of one deposit without a trace are joined by two people, and the books agree', async ({
  page,
  signInAs,
}) => {
  const of = payer();
  const remits = [remit(of, oddCents(61)), remit(of, oddCents(83))] as const;
  const deposited = remits[0].cents + remits[1].cents;
  const text = [`PREAUTH CREDIT ${of.name} HCCLAIMPMT`, `CO ID:${of.id}`];
  const cash = new CashPage(page);
  await signInAs('finance-ops');
  await cash.bring([...remits, bai2(ownAccount(), [{ type: '165', cents: deposited, text }])]);
  await cash.openSuggested(money(deposited));
  await expect(cash.suggestion).toContainText('2 remits sum to the amount to the cent.');
  await expect(cash.suggestion).toContainText('Both sides are equal to the cent.');
  await expectAccessible(page);
  const question = await cash.propose('One ACH, two remits of the same plan and day');
  await expect(page.getByText('You asked for this, so another person has to answer.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Approve/ })).toHaveAttribute('aria-disabled', 'true');
  await page.context().clearCookies();
  await signInAs('controller');
  await page.goto(question);
  await expect(page.getByRole('heading', { name: 'What will be joined' })).toBeVisible();
  await page.getByRole('button', { name: 'Approve and join 3 entries' }).click();
  await expect(page.getByText('Approved and on its way')).toBeVisible();
  for (const each of remits) await expectTied(page, each);
  await expectLegs(page, of.name, deposited);
  await page.goto('/cash?view=suggested');
  await expect(page.locator('.ca-views')).toBeVisible();
  await expect(cash.line(money(deposited))).toHaveCount(0);
  await expectBooksAgree();
});

test('one remit paid in two deposits: declined with a reason, it is not suggested again', async ({
  page,
  signInAs,
}) => {
  const of = payer();
  const [first, second] = [oddCents(47), oddCents(29)];
  const credit = (type: string, amount: number) => ({
    type,
    cents: amount,
    text: [`${of.name} HCCLAIMPMT CO ID:${of.id}`],
  });
  const cash = new CashPage(page);
  await signInAs('finance-ops');
  await cash.bring([remit(of, first + second), bai2(ownAccount(), [credit('165', first), credit('169', second)])]);
  await cash.openSuggested(money(first + second));
  await expect(cash.suggestion).toContainText('2 deposits sum to the amount to the cent.');
  const question = await cash.propose('');
  await page.context().clearCookies();
  await signInAs('controller');
  await page.goto(question);
  await page.getByLabel('Why, needed to decline').fill('The second one is a hand payment of another quarter');
  await page.getByRole('button', { name: 'Decline' }).click();
  await expect(page.getByText('Declined', { exact: true }).first()).toBeVisible();
  await page.goto('/cash?view=no-remit');
  await expect(cash.line(money(first))).toHaveCount(1);
  await expect(cash.line(money(second))).toHaveCount(1);
  // Something else is suggested, so the matching has looked again; what was declined is not among it.
  const other = payer();
  const [third, fourth] = [remit(other, oddCents(31)), remit(other, oddCents(37))];
  const both = third.cents + fourth.cents;
  const text = [`PREAUTH CREDIT ${other.name} HCCLAIMPMT`, `CO ID:${other.id}`];
  await cash.bring([third, fourth, bai2(ownAccount(), [{ type: '165', cents: both, text }])]);
  await cash.openSuggested(money(both));
  await expect(cash.line(money(first + second))).toHaveCount(0);
  for (const amount of [first, second]) {
    await page.goto('/cash?view=no-remit');
    await expect(cash.line(money(amount))).toHaveCount(1);
  }
});

test('a foreign bank’s statement and ACH file tie with their remits once its account is known', async ({
  page,
  signInAs,
}) => {
  const of = payer();
  // Less than anybody's limit, so that one person may map the account.
  const remits = [remit(of, oddCents(2)), remit(of, oddCents(3)), remit(of, oddCents(5))] as const;
  const [inBatch, alsoInBatch, alone] = remits;
  const account = `88${digits(8)}`;
  const statement = bai2(account, [
    { type: '166', cents: inBatch.cents + alsoInBatch.cents, text: ['ACH SETTLEMENT'] },
    {
      type: '165',
      cents: alone.cents,
      text: [`PREAUTH ${of.name}`, `HCCLAIMPMT TRN*1*${alone.trace.slice(0, 6)}`, `${alone.trace.slice(6)}*${of.id}\\`],
    },
  ]);
  const cash = new CashPage(page);
  await signInAs('finance-ops');
  await cash.bring([statement, ccdPlus(account, of, [inBatch, alsoInBatch]), ...remits]);
  const name = `····${account.slice(-4)}`;
  await page.goto('/exceptions');
  await page
    .getByRole('region', { name: 'Causes' })
    .getByRole('link')
    .filter({ hasText: name })
    .click({ timeout: CONFIRMED_MS });
  await expect(page.getByRole('heading', { level: 2, name })).toBeVisible();
  const cure = page.getByRole('region', { name: 'Cure' });
  await cure.getByRole('combobox').first().fill('OP100');
  await page.getByRole('option', { name: /OP100/ }).click();
  await cure.getByRole('button', { name: /release/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /release/ })
    .click();
  await expect(page.getByText(/on the way as RM-\d+/)).toBeVisible();
  for (const each of remits) await expectTied(page, each);
  await page.goto('/cash');
  const day = page.getByRole('table', { name: 'Deposits by day and account' }).getByRole('row');
  await expect(day.filter({ hasText: `••${account.slice(-4)}` })).toContainText(
    money(inBatch.cents + alsoInBatch.cents + alone.cents),
  );
  await expectBooksAgree();
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
