import type { Locator, Page } from '@playwright/test';

/** A Thing as a form. */
export class ThingEditPage {
  readonly page: Page;
  readonly button: Locator;
  readonly save: Locator;

  constructor(page: Page) {
    this.page = page;
    this.button = page.getByRole('button', { name: 'Edit', exact: true });
    this.save = page.getByRole('button', { name: 'Review and save' });
  }

  async begin(): Promise<void> {
    await this.button.click();
    await this.page.getByRole('article', { name: /^Edit / }).waitFor();
  }

  async addField(name: string, kind: string): Promise<void> {
    await this.page.getByLabel('Name of the new field').fill(name);
    await this.page.getByLabel('Kind of the new field').click();
    await this.page.getByRole('option', { name: kind, exact: true }).click();
    await this.page.getByRole('button', { name: 'Add', exact: true }).click();
  }

  /** In the body, after all that is there. */
  async typeAtEnd(text: string): Promise<void> {
    await this.page.locator('.monaco-editor .view-lines').first().click();
    await this.page.keyboard.press('ControlOrMeta+End');
    for (const [at, line] of text.split('\n').entries()) {
      if (at > 0) await this.page.keyboard.press('Enter');
      await this.page.keyboard.insertText(line);
    }
  }

  /** Whether the browser has a draft with these words. */
  isKept(key: string, words: string): Promise<boolean> {
    return this.page.evaluate(
      ([name, text]) =>
        new Promise<boolean>((resolve) => {
          const opening = indexedDB.open('craftastic-things');
          opening.onsuccess = () => {
            const asking = opening.result
              .transaction('edits')
              .objectStore('edits')
              .get(name ?? '');
            asking.onsuccess = () => {
              opening.result.close();
              resolve(JSON.stringify(asking.result ?? null).includes(text ?? ''));
            };
            asking.onerror = () => resolve(false);
          };
          opening.onerror = () => resolve(false);
        }),
      [key, words],
    );
  }
}
