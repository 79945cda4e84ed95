import { expect, type Locator, type Page } from '@playwright/test';

/** A session's screen, by what a person does on it. */
export class IdePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get tree(): Locator {
    return this.page.getByRole('tree', { name: 'Files' });
  }

  get terminal(): Locator {
    return this.page.locator('.xterm-rows:visible');
  }

  get changes(): Locator {
    return this.page.getByRole('listbox', { name: 'Changes' }).or(this.page.getByRole('tree', { name: 'Changes' }));
  }

  get editor(): Locator {
    return this.page.locator('.monaco-editor:visible').first();
  }

  /** The lines that the editor shows. Monaco writes non-breaking spaces. */
  async editorText(): Promise<string> {
    const lines = await this.editor.locator('.view-lines').innerText();
    return lines.replaceAll('\u00a0', ' ');
  }

  async openFromTree(...path: string[]): Promise<void> {
    for (const name of path) await this.tree.getByRole('treeitem', { name, exact: false }).first().click();
  }

  /** Quick open, as with Ctrl+P. */
  async quickOpen(query: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+P');
    await this.page.getByRole('combobox').fill(query);
    await this.page.getByRole('option').first().click();
  }

  /** Replace all of the file that is open, by typing. */
  async typeOver(text: string): Promise<void> {
    await this.editor.click();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.insertText(text);
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+S');
  }

  /** Type a command into the terminal and press Enter. */
  async run(command: string): Promise<void> {
    await this.page.locator('.xterm:visible').first().click();
    await this.page.keyboard.type(command);
    await this.page.keyboard.press('Enter');
  }

  /** Wait for a text on the terminal's screen. */
  async sees(text: string | RegExp): Promise<void> {
    await expect(this.terminal).toContainText(text);
  }

  async stage(path: string): Promise<void> {
    await this.changes
      .getByText(path.split('/').at(-1) ?? path)
      .first()
      .hover();
    await this.page.getByRole('button', { name: `Stage ${path}`, exact: true }).click();
  }

  async commit(message: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Commit message' }).fill(message);
    await this.page.getByRole('button', { name: 'Commit', exact: true }).click();
  }

  async identify(name: string, email: string): Promise<void> {
    await this.page.getByLabel('Your name').fill(name);
    await this.page.getByLabel('Your e-mail').fill(email);
    await this.page.keyboard.press('Enter');
  }

  async push(): Promise<void> {
    await this.page.getByRole('button', { name: 'Push', exact: true }).click();
  }
}
