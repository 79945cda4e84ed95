import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { pathFromBytes } from '@craftastic/contract/git-path';
import type { RefRules } from '@craftastic/contract/ref-rules';
import { largeObjects } from '@craftastic/git/large-objects';
import { type RefUpdate, refusalOf } from '@craftastic/git/ref-rules';
import type { Git } from '@craftastic/git/runner';
import { log } from '../log.ts';

/** Has `pre-receive`. Ours alone: no hook of a repository is ever run for a push to it. */
export const HOOKS = join(import.meta.dirname, 'hooks');
/** Refusals that are told; a push may have thousands. */
const MOST_TOLD = 10;

/**
 * Answer the hook of one push: read what it tells from `told`, judge, write lines and the verdict to `answer`. All refs or
 * none: git then drops the objects with the push.
 */
export async function answerHook(git: Git, rules: RefRules, told: Readable, answer: Writable): Promise<void> {
  const push = await readPush(told);
  // Git ended without asking, as it does for a push of no objects or one that it refuses itself.
  if (push === null) return;
  let refusals: string[];
  try {
    refusals = await refusalsOf(git, rules, push);
  } catch (error) {
    log('A push could not be checked', { error });
    refusals = ['The push could not be checked; nothing was changed. Try again.'];
  }
  const lines = refusals.slice(0, MOST_TOLD);
  if (refusals.length > MOST_TOLD) lines.push(`… and ${refusals.length - MOST_TOLD} more.`);
  answer.end([...lines.map((line) => `:${line}\n`), refusals.length === 0 ? 'accept\n' : 'refuse\n'].join(''));
}

interface Push {
  /** Where its objects are until it is accepted; empty where it has none. */
  quarantine: string;
  updates: RefUpdate[];
}

/** What the hook sends: the quarantine, a line `before after ref` for each, `end`. Null where it says nothing. */
async function readPush(told: Readable): Promise<Push | null> {
  // Refs are bytes; Latin-1 keeps them for pathFromBytes.
  told.setEncoding('latin1');
  let quarantine: string | null = null;
  const updates: RefUpdate[] = [];
  for await (const line of createInterface({ input: told })) {
    if (quarantine === null) quarantine = Buffer.from(line, 'latin1').toString('utf8');
    else if (line === 'end') return { quarantine, updates };
    else {
      const [before = '', after = ''] = line.split(' ', 2);
      const ref = pathFromBytes(Buffer.from(line.slice(before.length + after.length + 2), 'latin1'));
      updates.push({ ref, before: idOf(before), after: idOf(after) });
    }
  }
  return null;
}

async function refusalsOf(git: Git, rules: RefRules, { quarantine, updates }: Push): Promise<string[]> {
  const refusals: string[] = [];
  const inPush = quarantine === '' ? git : git.withObjects(quarantine, join(git.directory, 'objects'));
  for (const update of updates) {
    const refusal = await refusalOf(inPush, rules, update);
    if (refusal !== null) refusals.push(refusal);
  }
  if (quarantine !== '' && rules.maxObjectBytes !== null) {
    for (const { oid, size, path } of await largeObjects(git, quarantine, rules.maxObjectBytes, updates)) {
      const name = path ?? `The object ${oid.slice(0, 12)}`;
      refusals.push(
        `${name} has ${inMegabytes(size)}; this repository takes ${inMegabytes(rules.maxObjectBytes)} a file. Take it out of the commits that bring it.`,
      );
    }
  }
  return refusals;
}

const idOf = (text: string) => (/^0+$/.test(text) ? null : text);

function inMegabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '')} MB`;
}
