import type { Bench } from '../support/bench.ts';
import { openBrowser } from '../support/browser.ts';
import { RECORDED, startCodeServer } from '../support/code-server.ts';
import type { Figure, Peer } from '../support/figure.ts';
import { FILE, type Ide, ourIde, peerIde, timeToTyped } from '../support/ide-page.ts';
import { inTurn, repeat } from '../support/samples.ts';
import { install, manyFiles, openSession } from '../support/server.ts';

const FILES = 1000;
const TURNS = 5;

export const editorOpen: Bench = {
  title: 'from navigation to typed text in the editor',
  notes: [
    `Headless Chromium on a warm server and a running session; ${FILE} is open from the start, as it was left.`,
    'Cold: a browser without a cache. Warm: the same browser again, a page later.',
    'Set CODE_SERVER to compare with a code-server that is not on PATH.',
  ],
  async run(stack) {
    const browser = await openBrowser(stack);
    const installation = await install(stack, 'local', manyFiles(FILES));
    const session = await openSession(installation, 'work');
    const ours = await ourIde(browser, installation, session.id);
    const server = await startCodeServer(stack, manyFiles(FILES));
    const theirs = server && peerIde(browser, server);

    const figures: Figure[] = [];
    for (const cache of ['cold', 'warm'] as const) {
      const mine = await opener(stack, ours, cache);
      const peer = theirs && (await opener(stack, theirs, cache));
      const [samples, others] = peer
        ? await inTurn(TURNS, mine, peer)
        : [(await repeat(TURNS + 1, mine)).slice(1), [RECORDED.editorSeconds]];
      const beside: Peer = { name: theirs?.name ?? 'code-server', samples: others, recorded: !theirs };
      const aim = { of: 'ratio', is: 'at most', bound: 0.25 } as const;
      figures.push({ what: `typed text visible, ${cache} cache`, unit: 's', samples, peer: beside, aim });
    }
    return figures;
  },
};

/** One look at an IDE, in a browser of its own or always in the same. */
async function opener(stack: AsyncDisposableStack, ide: Ide, cache: 'cold' | 'warm') {
  const kept = cache === 'warm' ? await ide.context() : null;
  if (kept) stack.defer(() => kept.close());
  return async (turn: number): Promise<number> => {
    const context = kept ?? (await ide.context());
    const page = await context.newPage();
    try {
      return await timeToTyped(page, ide.address, `typed${turn}${cache}`);
    } finally {
      await page.close();
      if (!kept) await context.close();
    }
  };
}
