import type { Locator, Page } from '@playwright/test';
import type { NamedFile } from '../fixtures/bank-files';

export class ArtifactsPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async upload(file: NamedFile): Promise<void> {
    await this.page.goto('/artifacts');
    await this.page.getByLabel('Adopt unknown payers').check();
    await this.page
      .getByLabel('Files to upload')
      .setInputFiles({ name: file.name, mimeType: 'application/octet-stream', buffer: file.bytes });
  }

  row(name: string): Locator {
    return this.page.getByRole('row').filter({ hasText: name });
  }
}
