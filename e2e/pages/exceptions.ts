import type { Locator, Page } from '@playwright/test';
import { expect } from '../fixtures/console';
import type { Stranger } from '../fixtures/stranger';

const READ_MS = 40_000;

export class ExceptionsPage {
  readonly page: Page;
  readonly cure: Locator;
  readonly dialog: Locator;

  constructor(page: Page) {
    this.page = page;
    this.cure = page.getByRole('region', { name: 'Cure' });
    this.dialog = page.getByRole('dialog');
  }

  /** Hands in a file whose payer nobody knows, without adopting it, so that it stops. */
  async bring(file: Stranger): Promise<void> {
    await this.page.goto('/artifacts');
    await this.page.getByLabel('Adopt unknown payers').uncheck();
    await this.page
      .getByLabel('Files to upload')
      .setInputFiles({ name: file.name, mimeType: 'application/edi-x12', buffer: file.bytes });
    await expect(this.page.getByRole('row').filter({ hasText: file.name })).toContainText('Read', { timeout: READ_MS });
  }

  causeOf(file: Stranger): Locator {
    return this.page.getByRole('region', { name: 'Causes' }).getByRole('link').filter({ hasText: file.payerId });
  }

  async open(file: Stranger): Promise<void> {
    await this.page.goto('/exceptions');
    await this.causeOf(file).click({ timeout: READ_MS });
    await expect(this.page.getByRole('heading', { level: 2, name: file.payerId })).toBeVisible();
  }

  fact(name: string): Locator {
    return this.page.locator('.ex-facts > div').filter({ hasText: name });
  }
}
