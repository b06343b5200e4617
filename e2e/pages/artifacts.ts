import type { Locator, Page } from '@playwright/test';
import type { NamedFile } from '../fixtures/bank-files';
import { expect } from '../fixtures/console';

export class ArtifactsPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Hands in a file; whoever may make master data adopts its payer with it. */
  async upload(file: NamedFile): Promise<void> {
    await this.page.goto('/artifacts');
    const adopt = this.page.getByLabel('Adopt unknown payers');
    await expect(adopt).toBeVisible();
    if (await adopt.isEnabled()) await adopt.check();
    await this.page
      .getByLabel('Files to upload')
      .setInputFiles({ name: file.name, mimeType: 'application/octet-stream', buffer: file.bytes });
  }

  row(name: string): Locator {
    return this.page.getByRole('row').filter({ hasText: name });
  }
}
