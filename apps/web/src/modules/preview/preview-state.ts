import { z } from 'zod';
import { createFamily, createPersistentStore, createStore, type Store } from '../../hooks/store.ts';
import { DEVICE_IDS } from './devices.ts';

/** What the preview pane of a session shows. */
const PreviewState = z.object({
  view: z.enum(['app', 'content']),
  /** Whose preview it is; null for the branch of the session itself. */
  branch: z.string().nullable(),
  /** Which port of a session, by its id, where one was chosen or shown. */
  ports: z.record(z.string(), z.number().int().min(1).max(65_535)),
  /** Kept from one branch to the next. */
  path: z.string().startsWith('/'),
  contentPath: z.string().startsWith('/'),
  /** Of the content; null for the environment's first one. */
  ns: z.string().nullable(),
  /** Content as the session has it, where the branch has a session; else as it was pushed. */
  draft: z.boolean(),
  device: z.enum(DEVICE_IDS).nullable(),
  rotated: z.boolean(),
});
export type PreviewState = z.infer<typeof PreviewState>;

const initial: PreviewState = {
  view: 'app',
  branch: null,
  ports: {},
  path: '/',
  contentPath: '/',
  ns: null,
  draft: true,
  device: null,
  rotated: false,
};

/** Kept in this browser, for each session. */
export const previewOf: (sessionId: string) => Store<PreviewState> = createFamily((sessionId) =>
  createPersistentStore(`preview.${sessionId}`, initial, (stored) => PreviewState.parse(stored)),
);

/** Sessions that were asked to start their dev server as soon as they run, and set up is over. */
export const wantsDevServer = createStore<ReadonlySet<string>>(new Set());

/** The branch that somebody has under the cursor in a switcher: its app loads ahead of the choice. */
export const likelyNext = createStore<{ environmentId: string; branch: string } | null>(null);
