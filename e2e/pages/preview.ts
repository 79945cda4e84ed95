import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';

/** The preview beside the editor, and the page that compares, by what a person does on them. */
export class PreviewPage {
  readonly page: Page;
  readonly #url: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
  }

  get pane(): Locator {
    return this.page.getByRole('region', { name: 'Preview', exact: true });
  }

  async toggle(): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Preview' }).click();
  }

  /** The page that is shown of a branch. */
  app(branch: string): FrameLocator {
    return this.pane.locator(`iframe[title="Preview of ${branch}"]:not(.invisible)`).contentFrame();
  }

  /** The pages of a branch's content. */
  content(branch: string): FrameLocator {
    return this.pane.locator(`iframe[title="Content of ${branch}"]:not(.invisible)`).contentFrame();
  }

  get address(): Locator {
    return this.pane.getByRole('textbox', { name: 'Path of the page' }).filter({ visible: true });
  }

  button(name: string | RegExp): Locator {
    return this.pane.getByRole('button', { name }).filter({ visible: true });
  }

  async go(path: string): Promise<void> {
    await this.address.fill(path);
    await this.address.press('Enter');
  }

  /** Wait until a branch's page has a heading. */
  async shows(branch: string, heading: string): Promise<void> {
    await expect(this.app(branch).getByRole('heading', { level: 1, name: heading, exact: true })).toBeVisible();
  }

  /** Have a branch in front in the switcher, by the keyboard. */
  async findBranch(branch: string): Promise<void> {
    // From a page of ours: keys pressed in the previewed one are that page's.
    await this.page.getByRole('button', { name: /^Branches, on/ }).focus();
    await this.page.keyboard.press('ControlOrMeta+Shift+B');
    await this.page.getByRole('combobox', { name: 'Branches' }).fill(branch);
    await expect(this.page.getByRole('option').first()).toContainText(branch);
  }

  async switchTo(branch: string): Promise<void> {
    await this.findBranch(branch);
    await this.page.keyboard.press('Enter');
  }

  /** Choose one of the ports that were found. */
  async choosePort(name: RegExp): Promise<void> {
    await this.button(/^Port \d+$/).click();
    await this.page.getByRole('button', { name }).click();
  }

  /** A command of the pane's menu. */
  async more(command: string): Promise<void> {
    await this.button('More of the preview').click();
    await this.page.getByRole('menuitem', { name: command }).click();
  }

  async openComparison(environmentId: string, search: Record<string, string>): Promise<void> {
    await this.page.goto(`${this.#url}/environments/${environmentId}/compare?${new URLSearchParams(search)}`);
  }

  /** A side of the page that compares. */
  side(branch: string): FrameLocator {
    return this.page
      .getByRole('region', { name: `App of ${branch}` })
      .locator('iframe:not(.invisible)')
      .contentFrame();
  }
}
