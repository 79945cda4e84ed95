import type { Locator, Page } from '@playwright/test';

/** The home screen, by what a person does on it. */
export class HomePage {
  readonly page: Page;

  readonly #url: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
  }

  async open(): Promise<void> {
    await this.page.goto(this.#url);
  }

  /** An environment's card. */
  environment(name: string): Locator {
    return this.page.getByRole('region', { name });
  }

  async clone(url: string, options: { token?: { user: string; token: string } } = {}): Promise<void> {
    const dialog = await this.#newEnvironment('Clone a repository');
    await dialog.getByLabel('Repository URL').fill(url);
    await dialog.getByRole('button', { name: 'Clone', exact: true }).click();
    if (options.token) await this.giveToken(options.token);
  }

  /** Answer the card's question for a token, then it tries again. */
  async giveToken({ user, token }: { user: string; token: string }): Promise<void> {
    await this.page.getByRole('button', { name: 'Add token' }).click();
    await this.page.getByLabel('User name (optional)').fill(user);
    await this.page.getByLabel('Token', { exact: true }).fill(token);
    await this.page
      .getByRole('button', { name: /save|add token/i })
      .last()
      .click();
  }

  async create(name: string): Promise<void> {
    const dialog = await this.#newEnvironment('New repository');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  }

  async #newEnvironment(kind: string): Promise<Locator> {
    const first = this.page.getByRole('button', { name: kind });
    const button = this.page.getByRole('button', { name: 'New environment' });
    await first.or(button).first().click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('tab', { name: kind }).click();
    return dialog;
  }

  /** Open a new branch; ends in the IDE. */
  async newBranch(environment: string, branch: string): Promise<void> {
    await this.environment(environment).getByRole('button', { name: 'New session' }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByPlaceholder('Branch name').fill(branch);
    await dialog.getByRole('option', { name: `Create branch ${branch}` }).click();
    await dialog.getByRole('button', { name: 'Create session' }).click();
  }
}
