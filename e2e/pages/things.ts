import type { Locator, Page } from '@playwright/test';

/** The explorer of Things, by what a person does on it. */
export class ThingsPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  namespace(name: string): Locator {
    return this.page.getByRole('treeitem', { name, exact: true });
  }

  /** A Thing in the list. */
  row(name: string | RegExp): Locator {
    return this.page.getByRole('listbox', { name: 'Things' }).getByRole('option', { name });
  }

  /** A heading of the body of the Thing that is open. */
  heading(name: string): Locator {
    return this.page.getByRole('article').getByRole('heading', { name, level: 1 });
  }

  async bind(ns: string, folder: string, more: { parent?: string } = {}): Promise<void> {
    await this.page.getByRole('button', { name: 'Bind a folder', exact: true }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByLabel('Namespace', { exact: true }).fill(ns);
    await dialog.getByLabel('Folder', { exact: true }).fill(folder);
    if (more.parent) await dialog.getByLabel('Parent namespace').fill(more.parent);
    await dialog.getByRole('button', { name: 'Bind folder' }).click();
  }

  async show(view: 'Things' | 'Files' | 'Changes' | 'Since then' | 'Problems' | 'Events'): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Of this branch' }).getByRole('button', { name: view }).click();
  }

  async switchTo(branch: string): Promise<void> {
    await this.page.getByRole('button', { name: /^Branch / }).click();
    await this.page.getByRole('option', { name: branch }).click();
  }

  /** Look at the past: a commit, by its message. */
  async asOf(message: string): Promise<void> {
    await this.page.getByRole('button', { name: /^As of / }).click();
    await this.page.getByRole('option', { name: message }).click();
  }
}
