import { each } from '@craftastic/git/each';
import { branchRefs } from '@craftastic/git/refs';
import type { Git } from '@craftastic/git/runner';
import { branches } from './branches.ts';
import type { Layout } from './layout.ts';

type Compared = { ahead: number; behind: number };

/** The newest so many are counted; a switcher that shows more is searched by name. */
const COUNTED = 300;
/** Two commits never change how far they are apart, so what was counted once is kept. */
const KEPT = 5000;

/** How far branches are from the default one. Counting takes a git for each pair of commits that wasn't counted before. */
export class BranchDistance {
  readonly #known = new Map<string, Compared | null>();

  /** All branches, newest first, with what each has beside the default branch as the upstream has it, else as it is here. */
  async beside(layout: Layout, defaultBranch: string | null) {
    const [found, refs] = await Promise.all([branches(layout), branchRefs(layout.git)]);
    const bases = refs.filter(({ name }) => name === defaultBranch);
    const base = (bases.find(({ remote }) => remote) ?? bases[0])?.head ?? null;
    const counted = await each(found, async (branch, at) => ({
      ...branch,
      compared: base === null || at >= COUNTED ? null : await this.#compare(layout.git, base, branch.head),
    }));
    return counted;
  }

  async #compare(git: Git, base: string, head: string): Promise<Compared | null> {
    if (base === head) return { ahead: 0, behind: 0 };
    const key = `${base} ${head}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { exitCode, stdout } = await git.run(
      ['rev-list', '--left-right', '--count', '--end-of-options', `${base}...${head}`],
      {
        expect: [0, 128],
      },
    );
    const [behind, ahead] = stdout.toString().trim().split('\t').map(Number);
    // A branch may point to an object that is missing or is no commit.
    const compared = exitCode === 0 && ahead !== undefined && behind !== undefined ? { ahead, behind } : null;
    if (this.#known.size >= KEPT) this.#known.clear();
    this.#known.set(key, compared);
    return compared;
  }
}
