import type { Locator, Page } from '@playwright/test';
import type { NamedFile } from '../fixtures/bank-files';
import { expect } from '../fixtures/console';
import { ArtifactsPage } from './artifacts';

/** The matching of ties looks every 30 seconds, and a machine may be busy. */
const MATCHED_MS = 120_000;
const READ_MS = 60_000;

export class CashPage {
  readonly page: Page;
  readonly dialog: Locator;
  readonly suggestion: Locator;

  constructor(page: Page) {
    this.page = page;
    this.dialog = page.getByRole('dialog');
    this.suggestion = page.getByRole('region', { name: 'Suggested match' });
  }

  /** Hands files in one after the other, and waits until each was read. */
  async bring(files: readonly NamedFile[]): Promise<void> {
    const artifacts = new ArtifactsPage(this.page);
    for (const file of files) {
      await artifacts.upload(file);
      await expect(artifacts.row(file.name)).toContainText('Read', { timeout: READ_MS });
    }
  }

  /** Opens the suggestion of an amount, once the matching has made it. */
  async openSuggested(amount: string): Promise<void> {
    await expect(async () => {
      await this.page.goto('/cash?view=suggested');
      await this.line(amount).click({ timeout: 4_000 });
      await expect(this.suggestion.getByRole('heading', { name: amount })).toBeVisible({ timeout: 4_000 });
    }).toPass({ timeout: MATCHED_MS });
  }

  /** A line of the list of what needs somebody. */
  line(amount: string): Locator {
    return this.page.locator('a.ca-line').filter({ hasText: amount });
  }

  /** Asks a second person, and gives the address under which they find the question. */
  async propose(why: string): Promise<string> {
    await this.suggestion.getByRole('button', { name: /^Propose match/ }).click();
    await this.dialog.getByLabel('What makes you sure', { exact: false }).fill(why);
    await this.dialog.getByRole('button', { name: 'Ask a second person' }).click();
    await expect(this.page.getByText('Asked a second person')).toBeVisible();
    await this.suggestion.getByRole('link', { name: 'Open in Approvals' }).click();
    await this.page.waitForURL('**/approvals?id=*');
    return this.page.url();
  }
}
