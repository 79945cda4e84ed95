import type { Binding } from '@craftastic/contract/bindings';

/** What a binding's mode is called, and what it means to whoever reads and edits. */
export const SYNC_MODES = {
  pull: { word: 'Pull', label: 'Pull: from git', meaning: 'Things follow git, and are not edited here.' },
  push: {
    word: 'Push',
    label: 'Push: to git',
    meaning: 'Edits here are commits. What others push is taken in with the next edit, or by Resync.',
  },
  mirror: {
    word: 'Mirror',
    label: 'Mirror: both ways',
    meaning: 'Edits here are commits, and what others push shows by itself.',
  },
} as const satisfies Record<Binding['syncMode'], { word: string; label: string; meaning: string }>;
