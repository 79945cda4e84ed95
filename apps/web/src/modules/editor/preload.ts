import type { TextFile } from '@craftastic/contract/files';
import { client } from '../../api/client.ts';
import { expectFirstText } from '../../hooks/first-text.ts';
import { preloadMonaco } from './monaco/load.ts';
import { tabsOf } from './tabs/tab-store.ts';
import { activeTab } from './tabs/tabs.ts';

interface Early {
  sessionId: string;
  path: string;
  at: number;
  file: Promise<TextFile>;
}

/** An early answer is good for so long: what changes after it was given would go unseen. */
const GOOD_MS = 3000;
let early: Early | null = null;

/**
 * Called by the session's route, before the page knows who is there and how the session is: asks for the editor and for
 * the text of the file that was in front, which else would wait for both answers.
 */
export function preloadEditor(sessionId: string): void {
  preloadMonaco();
  const tab = activeTab(tabsOf(sessionId).get());
  if (tab?.kind !== 'file') return;
  expectFirstText();
  const file = client.files.read({ sessionId, path: tab.path });
  // Whoever shows the file asks again, and says what is wrong.
  file.catch(() => {});
  early = { sessionId, path: tab.path, at: performance.now(), file };
}

/** The text that was asked for early, once; null when it was not, or too long ago, or in vain. */
export async function takeEarly(sessionId: string, path: string): Promise<TextFile | null> {
  const asked = early;
  early = null;
  if (asked?.sessionId !== sessionId || asked.path !== path || performance.now() - asked.at > GOOD_MS) return null;
  return asked.file.catch(() => null);
}
