import type { Page } from '@playwright/test';

const centsOf = (text: string): bigint => {
  const cents = BigInt(text.replace(/[^0-9]/g, ''));
  return text.includes('−') ? -cents : cents;
};

export class OverviewPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The equation as it stands on the screen, in cents: received first, then the six places. */
  async equation(): Promise<{ received: bigint; places: bigint[] }> {
    const figures = await this.page.locator('.eq .term .fig').allInnerTexts();
    const [received, ...places] = figures.map(centsOf);
    return { received: received ?? 0n, places };
  }
}
