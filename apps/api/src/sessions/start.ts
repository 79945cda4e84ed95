import { setTimeout as wait } from 'node:timers/promises';
import { contractError, isContractError } from '@craftastic/contract/contract-error';
import type { Progress } from '@craftastic/contract/progress';
import type { SupervisorConfig } from '@craftastic/contract/supervisor';
import type { Environment as EnvironmentRow, Session as SessionRow } from '@craftastic/db/generated/client';
import type { Sandboxes } from '../sandboxes/sandboxes.ts';
import type { EnvironmentOfSandbox } from '../sandboxes/spec.ts';
import type { SessionClient } from '../sandboxes/supervisor-client.ts';
import type { SessionHub } from './hub.ts';
import { type Devcontainer, imageOf } from './image-of.ts';

interface Start {
  sandboxes: Sandboxes;
  environment: EnvironmentOfSandbox;
  /** What the branch says of its sandboxes; null for nothing, or where the environment's settings don't ask for it. */
  devcontainer: Devcontainer | null;
  buildDiskBytes: number;
  row: SessionRow;
  copyList: string[];
  /** The session whose ignored files a new one gets; null where there is none. */
  donorId: string | null;
  author: SupervisorConfig['author'];
  tell: (progress: Progress) => void;
  tellOutput: (text: string) => void;
  /** The user that devcontainer.json names is not given, for it is root. */
  onRootWanted: () => Promise<void>;
  /** The image that the branch describes was not built: the sandbox is of the default one, for that is where it is put right. */
  onBuildFailed: (error: unknown) => void;
  signal: AbortSignal;
}

/**
 * The worktree and the sandbox of a session, made at the same time: they take as long as the longer of them. Safe to
 * repeat after being cut off anywhere. Where one fails, the other is called off and its error is not shown.
 */
export async function startSession(start: Start): Promise<SessionClient> {
  const { sandboxes, environment, row, tell } = start;
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
      const sandbox = startSandbox(start, client, signal);
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

/**
 * Made of the image that the branch describes. Where that is not built, or no session runs in it, of the default one: what
 * is wrong can be put right in a session alone.
 */
async function startSandbox(start: Start, client: RepositoryClient, signal: AbortSignal): Promise<SessionClient> {
  const { sandboxes, row, author, tell } = start;
  const run = (environment: EnvironmentOfSandbox) =>
    sandboxes.startSession(environment, row.id, author, { signal, onProgress: tell });
  const { environment, described } = await ofImage(start, client, signal);
  if (!described) return run(environment);
  try {
    return await run(environment);
  } catch (error) {
    if (signal.aborted || !isContractError(error, 'SANDBOX_FAILED')) throw error;
    const message = `No session runs in the image of this branch. ${error.message}`;
    start.onBuildFailed(contractError('IMAGE_BUILD_FAILED', { message, data: error.data, cause: error }));
    return run({ ...environment, image: null });
  }
}

/**
 * The environment as its sandbox is made: what people have set themselves comes before what the repository says. `described`
 * where the image is the repository's.
 */
async function ofImage(
  start: Start,
  client: RepositoryClient,
  signal: AbortSignal,
): Promise<{ environment: EnvironmentOfSandbox; described: boolean }> {
  const { sandboxes, environment, devcontainer, buildDiskBytes, tell, tellOutput } = start;
  if (devcontainer === null) return { environment, described: false };
  const told = { signal, onProgress: tell, onOutput: tellOutput };
  const answer = await imageOf({ sandboxes, environment, devcontainer, buildDiskBytes }, client, told).catch(
    (error) => {
      if (!isContractError(error, 'IMAGE_BUILD_FAILED')) throw error;
      start.onBuildFailed(error);
      return null;
    },
  );
  if (answer?.user === 'root') await start.onRootWanted();
  const image = environment.image ?? answer?.image ?? null;
  const variables = { ...devcontainer.environment, ...environment.variables };
  return { environment: { ...environment, image, variables }, described: answer !== null };
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
