import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { Bench } from '../support/bench.ts';
import { openBrowser } from '../support/browser.ts';
import { RECORDED, startCodeServer } from '../support/code-server.ts';
import { run } from '../support/command.ts';
import type { Figure } from '../support/figure.ts';
import { type Ide, ourIde, peerIde, terminalShows } from '../support/ide-page.ts';
import { inTurn, quantile, repeat, timed } from '../support/samples.ts';
import { type Installation, install, manyFiles, openSession, worktreeOf } from '../support/server.ts';
import { PROMPT, TerminalSocket } from '../support/terminal-socket.ts';

const TEXT_BYTES = 23_000_000;
const TURNS = 5;
const KEYS = 100;
const KEY_PAUSE_MS = 30;
const LOG = 'build.txt';

export const terminal: Bench = {
  title: '23 MB of text through a terminal, and the echo of a key',
  notes: [
    '`cat` of a file with coloured lines as a build prints them; the time ends when a line after it stands on the screen.',
    'Headless Chromium without a graphics card, so both draw with the page’s elements.',
    'Echo: from the key to its letter, in a shell; the socket alone, then the screen (keydown to the page’s change).',
  ],
  async run(stack) {
    const log = buildLog(TEXT_BYTES);
    const browser = await openBrowser(stack);
    const installation = await install(stack, 'local', manyFiles(1000));
    const session = await openSession(installation, 'work');
    const file = join(worktreeOf(installation, session.id), LOG);
    await writeFile(file, log);
    const ours = await ourIde(browser, installation, session.id);
    const server = await startCodeServer(stack, { 'README.md': '# Work\n', [LOG]: log });

    const page = await terminalOf(stack, ours);
    const mine = (turn: number) => catOnScreen(page, turn);
    const screen: Figure = { what: 'to the screen', unit: 'MB/s', samples: [] };
    screen.aim = { of: 'ratio', is: 'at least', bound: 4 };
    const theirs = server && peerIde(browser, server);
    if (theirs) {
      const theirPage = await terminalOf(stack, theirs);
      const [samples, others] = await inTurn(TURNS, mine, (turn) => catOnScreen(theirPage, turn));
      screen.samples = samples;
      screen.peer = { name: theirs.name, samples: others };
      await theirPage.close();
    } else {
      screen.samples = (await repeat(TURNS + 1, mine)).slice(1);
      screen.peer = { name: 'code-server', samples: [RECORDED.terminalMegabytesPerSecond], recorded: true };
    }
    const idleScreen = await echoOnScreen(page);
    await page.close();
    return [screen, await overSocket(stack, installation, session.id, file), ...(await echoes()), idleScreen];

    async function echoes(): Promise<Figure[]> {
      const busy = await shell(stack, installation, session.id);
      const quiet = await shell(stack, installation, session.id);
      const idle = await echo(quiet);
      busy.type('yes\n');
      await busy.seen('y\r\ny\r\n');
      const loud = await echo(quiet);
      busy.forget();
      const interrupt = await timed(async () => {
        busy.type('\x03');
        await busy.seen(PROMPT);
      });
      return [
        ...typical('echo over the socket', idle),
        ...typical('echo over the socket, `yes` in another terminal', loud),
        { what: 'Ctrl-C to prompt while `yes` runs', unit: 'ms', samples: [interrupt] },
      ];
    }
  },
};

/** Its median as the figure, and its 95th percentile beside: people notice the slow keys. */
function typical(what: string, samples: number[]): Figure[] {
  return [
    { what, unit: 'ms', samples },
    { what: `${what}, 95th percentile`, unit: 'ms', samples: [quantile(samples, 0.95)] },
  ];
}

async function terminalOf(stack: AsyncDisposableStack, ide: Ide): Promise<Page> {
  const context = await ide.context();
  stack.defer(() => context.close());
  const page = await context.newPage();
  await page.goto(ide.address);
  await ide.openTerminal(page);
  return page;
}

async function catOnScreen(page: Page, turn: number): Promise<number> {
  await page.keyboard.type(`clear; cat ${LOG}; echo $((${turn} + 7000))-done`);
  const ms = await timed(async () => {
    await page.keyboard.press('Enter');
    await terminalShows(page, `${turn + 7000}-done`);
  });
  return TEXT_BYTES / 1000 / ms;
}

/** The same without a screen, beside what the kernel's pseudo-terminal gives with nothing of ours between. */
async function overSocket(
  stack: AsyncDisposableStack,
  installation: Installation,
  sessionId: string,
  file: string,
): Promise<Figure> {
  const socket = await shell(stack, installation, sessionId);
  const [samples, pty] = await inTurn(
    TURNS,
    async (turn) => {
      const ms = await timed(async () => {
        socket.type(`cat ${LOG}; echo $((${turn} + 7000))-done\n`);
        await socket.seen(`${turn + 7000}-done`);
      });
      return TEXT_BYTES / 1000 / ms;
    },
    async () => TEXT_BYTES / 1000 / (await timed(() => run('script', ['-qfec', `cat ${file}`, '/dev/null']))),
  );
  return { what: 'to the socket, not drawn', unit: 'MB/s', samples, peer: { name: 'a pty by `script`', samples: pty } };
}

async function shell(stack: AsyncDisposableStack, { craftastic, client }: Installation, sessionId: string) {
  const { id } = await client.terminals.create({ sessionId });
  const socket = await TerminalSocket.open(stack, craftastic, sessionId, id);
  await socket.seen(PROMPT);
  return socket;
}

function echo(socket: TerminalSocket): Promise<number[]> {
  return repeat(KEYS, async (turn) => {
    // As a person types: keys back to back would measure the 5 ms for which output is gathered.
    await delay(KEY_PAUSE_MS);
    socket.forget();
    const letter = String.fromCharCode(97 + (turn % 26));
    const ms = await timed(() => {
      socket.type(letter);
      return socket.seen(letter);
    });
    if (turn % 26 === 25) await cleared(socket);
    return ms;
  });
}

/** An empty command line again. */
async function cleared(socket: TerminalSocket): Promise<void> {
  socket.forget();
  socket.type('\x03');
  await socket.seen(PROMPT);
}

/** Milliseconds from keydown to the change of the page that it leads to, measured in the page itself. */
async function echoOnScreen(page: Page): Promise<Figure> {
  const samples = await repeat(KEYS, async (turn) => {
    const changed = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let pressed = 0;
          const rows = document.querySelector('.xterm-rows');
          if (!rows) throw new Error('there is no terminal');
          const letters = () => rows.textContent?.replaceAll(/\s/g, '').length ?? 0;
          const observer = new MutationObserver(() => {
            if (pressed === 0 || letters() === before) return;
            observer.disconnect();
            resolve(performance.now() - pressed);
          });
          const before = letters();
          observer.observe(rows, { childList: true, subtree: true, characterData: true });
          addEventListener('keydown', (event) => (pressed = event.timeStamp), { capture: true, once: true });
          document.body.dataset.listening = 'true';
        }),
    );
    await page.waitForSelector('[data-listening]');
    await page.keyboard.press(String.fromCharCode(97 + (turn % 26)));
    const ms = await changed;
    await page.evaluate(() => delete document.body.dataset.listening);
    return ms;
  });
  return { what: 'echo on the screen', unit: 'ms', samples };
}

/** Lines such as a build prints: a colour here and there, different lengths, some words of other scripts. */
function buildLog(bytes: number): string {
  const lines: string[] = [];
  for (let size = 0, at = 0; size < bytes; at++) {
    const tail = at % 9 === 0 ? ` \x1b[33mwarning\x1b[0m: unused variable ‘größe_${at}’` : '';
    const line = `\x1b[32m✓\x1b[0m src/part-${at % 97}/file-${at}.ts ${'.'.repeat(at % 50)} ${at % 1000} ms${tail}`;
    lines.push(line);
    size += Buffer.byteLength(line) + 1;
  }
  return `${lines.join('\n')}\n`;
}
