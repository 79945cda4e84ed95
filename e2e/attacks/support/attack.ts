import { describe, expect, test } from 'vitest';
import { CONTROL } from './attack-names.ts';

/** One attack: what it is, what it would win, and how that is seen. */
export interface Attack<Ground> {
  name: string;
  /** What whoever attacks would have, in words that finish “would win …”. */
  wins: string;
  /** Plays it, looks at its canary, and says what it got; null for nothing. */
  play: (ground: Ground) => Promise<string | null>;
  /**
   * The same where no guard is, such as git run by hand beside the server. It has to win: an attack whose canary can't
   * fire proves nothing.
   */
  control?: (ground: Ground) => Promise<string | null>;
}

declare module 'vitest' {
  interface TaskMeta {
    /** Read by the reporter in figures.ts. */
    attack?: { outcome: 'held' | 'won' | 'control' };
  }
}

/** A table of attacks as tests, one after the other on one ground. */
export function playAll<Ground>(title: string, ground: () => Ground, attacks: Attack<Ground>[]): void {
  describe.sequential(title, () => {
    for (const { name, wins, play, control } of attacks) {
      test(`${name} would win ${wins}`, async ({ task }) => {
        const won = await play(ground());
        task.meta.attack = { outcome: won === null ? 'held' : 'won' };
        expect(won).toBeNull();
      });
      if (!control) continue;
      test(`${name}: ${CONTROL}`, async ({ task }) => {
        expect(await control(ground())).not.toBeNull();
        task.meta.attack = { outcome: 'control' };
      });
    }
  });
}
