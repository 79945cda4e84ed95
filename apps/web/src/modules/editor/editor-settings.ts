import { z } from 'zod';
import { createPersistentStore, type Store } from '../../hooks/store.ts';

const Settings = z.object({
  autoSave: z.boolean().default(false),
  wordWrap: z.boolean().default(false),
  minimap: z.boolean().default(false),
  diffSideBySide: z.boolean().default(true),
  fontSize: z.number().min(8).max(32).default(13),
});
export type EditorSettings = z.infer<typeof Settings>;

/** How this browser shows code. */
export const editorSettings: Store<EditorSettings> = createPersistentStore('editor', Settings.parse({}), (stored) =>
  Settings.parse(stored),
);

export const toggleSetting = (name: 'autoSave' | 'wordWrap' | 'minimap' | 'diffSideBySide'): void =>
  editorSettings.set((settings) => ({ ...settings, [name]: !settings[name] }));
