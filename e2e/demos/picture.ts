import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';

const PICTURES = join(import.meta.dirname, '../../docs/pictures');

/**
 * Takes `docs/pictures/{name}.png` and `{name}-dark.png` with UPDATE_PICTURES=1. Else only looks that they are there:
 * fonts and emulated graphics differ by machine, so a comparison would be one of machines.
 */
export async function picture(page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    // Pages of content follow the browser by themselves.
    const html = page.locator('html');
    if ((await html.getAttribute('data-theme')) !== null) await expect(html).toHaveAttribute('data-theme', theme);
    await expect.poll(() => page.locator('.monaco-editor .view-lines').evaluateAll(areColoured)).toBe(true);
    const path = join(PICTURES, theme === 'light' ? `${name}.png` : `${name}-dark.png`);
    if (process.env.UPDATE_PICTURES === '1') {
      await mkdir(PICTURES, { recursive: true });
      await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    }
    expect((await stat(path)).size).toBeGreaterThan(10_000);
  }
}

/** Monaco colours its text anew in the background, after a theme has changed too. */
const areColoured = (areas: Element[]): boolean =>
  areas.every(
    (area) => new Set([...area.querySelectorAll('[class^="mtk"]')].map(({ className }) => className)).size !== 1,
  );
