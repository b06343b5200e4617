import type { Locator, Page } from '@playwright/test';
import { expect } from '../fixtures/console';
import type { Remittance } from '../fixtures/remittance';
import { ArtifactsPage } from './artifacts';

const CONFIRMED_MS = 90_000;

export class TracePage {
  readonly page: Page;
  readonly graph: Locator;
  readonly bytes: Locator;
  readonly source: Locator;

  constructor(page: Page) {
    this.page = page;
    this.graph = page.getByRole('group', { name: 'Lineage, bank to ERP document' });
    this.source = page.getByRole('complementary', { name: 'Source' });
    this.bytes = this.source.getByRole('region', { name: 'Source bytes' });
  }

  /** Hands in a file, adopting its payer, and opens the path of its payment. */
  async bring(file: Remittance): Promise<void> {
    const artifacts = new ArtifactsPage(this.page);
    await artifacts.upload(file);
    await expect(artifacts.row(file.name)).toContainText('Read', { timeout: CONFIRMED_MS });
    await this.page.goto('/search');
    await this.page.getByPlaceholder('Any id, amount or trace').fill(file.trace);
    await this.page.keyboard.press('Enter');
    await this.page.getByRole('row').filter({ hasText: file.trace }).getByRole('link').first().click();
    await this.page.waitForURL('**/trace/parcel/*');
  }

  node(words: string): Locator {
    return this.graph.getByRole('button', { name: words });
  }

  /** The badge beside the title, which is green only once the ERP's document was read back. */
  posted(): Promise<void> {
    return expect(this.page.locator('.top .badge')).toHaveText('Posted', { timeout: CONFIRMED_MS });
  }
}
