import { setTimeout as wait } from 'node:timers/promises';
import { contractError } from '@craftastic/contract/contract-error';
import type { Progress } from '@craftastic/contract/progress';
import type { SupervisorConfig } from '@craftastic/contract/supervisor';
import type { Environment as EnvironmentRow, Session as SessionRow } from '@craftastic/db/generated/client';
import type { Sandboxes } from '../sandboxes/sandboxes.ts';
import type { EnvironmentOfSandbox } from '../sandboxes/spec.ts';
import type { SessionClient } from '../sandboxes/supervisor-client.ts';
import type { SessionHub } from './hub.ts';

interface Start {
  sandboxes: Sandboxes;
  environment: EnvironmentOfSandbox;
  row: SessionRow;
  copyList: string[];
  /** The session whose ignored files a new one gets; null where there is none. */
  donorId: string | null;
  author: SupervisorConfig['author'];
  tell: (progress: Progress) => void;
  signal: AbortSignal;
}

/**
 * The worktree and the sandbox of a session, made at the same time: they take as long as the longer of them. Safe to
 * repeat after being cut off anywhere. Where one fails, the other is called off and its error is not shown.
 */
export async function startSession(start: Start): Promise<SessionClient> {
  const { sandboxes, environment, row, author, tell } = start;
  const both = new AbortController();
  const signal = AbortSignal.any([start.signal, both.signal]);
  tell({ phase: 'Starting', percent: null });
  // The repository's folder and the bare repository must be there before a session mounts them.
  return sandboxes.withRepository(
    environment,
    async (client) => {
      // Before either needs it: a folder is its maker's for a moment, and git would be refused in it.
      await sandboxes.makeWorktree(environment.id, row.id);
      const checkout = row.checkedOut ? Promise.resolve() : checkOut(start, client, signal);
      const sandbox = sandboxes.startSession(environment, row.id, author, { signal, onProgress: tell });
      try {
        const [, session] = await Promise.all([checkout, sandbox]);
        return session;
      } catch (error) {
        both.abort();
        await Promise.allSettled([checkout, sandbox]);
        throw error;
      }
    },
    { signal: start.signal, onProgress: tell },
  );
}

type RepositoryClient = Parameters<Parameters<Sandboxes['withRepository']>[1]>[0];

async function checkOut(
  { row, copyList, donorId, tell }: Start,
  { repository }: RepositoryClient,
  signal: AbortSignal,
) {
  const input = { sessionId: row.id, branch: row.branch, ...(row.base === null ? {} : { base: row.base }) };
  const steps = await repository.addWorktree(input, { signal });
  for (;;) {
    const step = await steps.next();
    if (step.done) break;
    tell(step.value);
  }
  if (copyList.length > 0 && donorId !== null) {
    tell({ phase: 'Copying ignored files', percent: null });
    await repository.copyIgnored({ from: donorId, to: row.id, globs: copyList }, { signal });
  }
}

/**
 * Run the environment's setup script in a terminal that people can look at, to its end. Throws SETUP_FAILED where it
 * ends with another code than 0.
 */
export async function runSetup(
  client: SessionClient,
  hub: SessionHub,
  row: SessionRow,
  script: EnvironmentRow['setupScript'],
  signal: AbortSignal,
) {
  const sessionId = row.id;
  for (const old of await client.terminals.list({ sessionId })) {
    if (old.name === 'Setup') await client.terminals.remove({ sessionId, id: old.id });
  }
  const terminal = await client.terminals.create({ sessionId, name: 'Setup', command: script, columns: 120, rows: 30 });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    let seen = false;
    const stop = hub.subscribe(sessionId, (event) => {
      if (event.type !== 'terminals') return;
      const found = event.terminals.find(({ id }) => id === terminal.id);
      // A list from before the terminal was made lacks it too; one that had it and lost it means it was closed.
      if (found) seen = true;
      if (found?.status === 'exited') finish(() => resolve(found.exitCode));
      else if (!found && seen) finish(() => resolve(null));
    });
    const onAbort = () => finish(() => reject(signal.reason));
    signal.addEventListener('abort', onAbort, { once: true });
    function finish(settle: () => void) {
      signal.removeEventListener('abort', onAbort);
      // After this turn: subscribe calls its listener before it has returned.
      void wait(0).then(() => stop());
      settle();
    }
  });
  if (exitCode !== 0) {
    const message =
      exitCode === null
        ? 'The setup script was closed before its end.'
        : `The setup script ended with code ${exitCode}.`;
    throw contractError('SETUP_FAILED', {
      message: `${message} Its terminal shows what it said.`,
      data: { exitCode, output: '' },
    });
  }
}
