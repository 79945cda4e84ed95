import { expect, type Locator, type Page } from '@playwright/test';

/** A session's screen, by what a person does on it. */
export class IdePage {
  readonly page: Page;
  readonly #url: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
  }

  /** Go to a session's page, and wait for its files. */
  async open(session: { id: string }): Promise<void> {
    const url = `${this.#url}/sessions/${session.id}`;
    // A container that starts is a new network of this machine, and Chromium drops what is under way then.
    await this.page.goto(url).catch((error: Error) => {
      if (!error.message.includes('ERR_NETWORK_CHANGED')) throw error;
      return this.page.goto(url);
    });
    await this.shown();
  }

  /** Wait until the session is on the screen. */
  async shown(): Promise<void> {
    await expect(this.tree.getByRole('treeitem').first()).toBeVisible();
  }

  get tree(): Locator {
    return this.page.getByRole('tree', { name: 'Files' });
  }

  /** The lines of the terminal in front. */
  get terminal(): Locator {
    return this.page.locator('.xterm-rows:visible');
  }

  get git(): Locator {
    return this.page.getByRole('region', { name: 'Git', exact: true });
  }

  get changes(): Locator {
    return this.git.getByRole('tree', { name: 'Changes' });
  }

  get commits(): Locator {
    return this.git.getByRole('tree', { name: 'Commits' });
  }

  get editor(): Locator {
    return this.page.getByRole('region', { name: 'Editor', exact: true });
  }

  get statusBar(): Locator {
    return this.page.getByRole('region', { name: 'Status' });
  }

  /** An open file's tab. */
  tab(name: string | RegExp): Locator {
    return this.editor.getByRole('tab', { name });
  }

  /** The lines that the editor shows, of its right side where it compares. Monaco writes non-breaking spaces. */
  async editorText(): Promise<string> {
    const lines = await this.editor.locator('.view-lines').last().locator('.view-line').allTextContents();
    return lines.join('\n').replaceAll('\u00a0', ' ');
  }

  /** Wait until the editor shows a text. */
  async reads(text: string | RegExp): Promise<void> {
    const expected = typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text);
    await expect.poll(() => this.editorText()).toEqual(expected);
  }

  /** A row of the tree, however it is decorated. */
  row(name: string): Locator {
    return this.tree.getByRole('treeitem', { name: new RegExp(`^${escaped(name)}(, |$)`) });
  }

  async openFromTree(...path: string[]): Promise<void> {
    for (const name of path) await this.row(name).first().click();
  }

  /** A command of a row's menu. */
  async fromMenu(row: Locator, command: string): Promise<void> {
    await row.click({ button: 'right' });
    await this.page.getByRole('menuitem', { name: command }).click();
  }

  /** Quick open, as with Ctrl+P. */
  async quickOpen(query: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+P');
    await this.page.getByRole('combobox').fill(query);
    await this.page.getByRole('option').first().click();
  }

  /** Replace all of the file that is open, by typing. */
  async typeOver(text: string): Promise<void> {
    await this.editor.locator('.view-lines').last().click();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.insertText(text);
  }

  /** Replace all of the file that is open by pasting: as it is, where typed lines would each be indented. */
  async pasteOver(text: string): Promise<void> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await this.editor.locator('.view-lines').last().click();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.press('ControlOrMeta+V');
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+S');
    await expect(this.tab(/not saved/)).toHaveCount(0);
  }

  /** Type a command into the terminal and press Enter. */
  async run(command: string): Promise<void> {
    await this.sees(/[#$%] *$/);
    await this.page.locator('.xterm:visible').click();
    await this.page.keyboard.type(command);
    await this.page.keyboard.press('Enter');
  }

  /** Wait for a text on the terminal's screen. */
  async sees(text: string | RegExp): Promise<void> {
    await expect(this.terminal).toContainText(text);
  }

  /** The row of a changed file in the git panel. */
  change(path: string | RegExp): Locator {
    return this.changes.getByRole('treeitem', { name: path });
  }

  async stage(path: string): Promise<void> {
    await this.change(path).first().hover();
    await this.page.getByRole('button', { name: `Stage ${path}`, exact: true }).click();
    await expect(this.change(`${path},`).filter({ has: this.page.getByLabel(`Unstage ${path}`) })).toHaveCount(1);
  }

  get message(): Locator {
    return this.page.getByRole('textbox', { name: 'Commit message' });
  }

  async commit(message: string): Promise<void> {
    await this.message.fill(message);
    await this.page.getByRole('button', { name: 'Commit', exact: true }).click();
  }

  async identify(name: string, email: string): Promise<void> {
    await this.page.getByLabel('Your name').fill(name);
    await this.page.getByLabel('Your e-mail').fill(email);
    await this.page.keyboard.press('Enter');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async push(): Promise<void> {
    await this.button('Push').click();
  }

  async pull(): Promise<void> {
    await this.button('Pull').click();
  }

  /** The notice of what the panel just did. */
  notice(text: string | RegExp): Locator {
    return this.page.getByText(text).first();
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
