import type { Locator, Page } from '@playwright/test';

export class SignInPage {
  readonly page: Page;
  readonly refusal: Locator;

  constructor(page: Page) {
    this.page = page;
    this.refusal = page.getByRole('alert').filter({ hasText: 'do not belong together' });
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.page.goto('/signin');
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }
}
