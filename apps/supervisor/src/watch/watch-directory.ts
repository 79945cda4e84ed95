import { lstat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pathToBytes } from '@craftastic/contract/git-path';
import { log } from '../log.ts';
import { NoWatchesLeft, WatchedFolders } from './watched-folders.ts';

/** Changes are gathered for so long: a save, a checkout or a build is many of them. */
const BATCH_MS = 40;
/** Where no more folders can be watched, all is taken for changed this often: the polling that is left. */
const WITHOUT_WATCHES_MS = 10_000;
/** More names than this in one batch are not looked at one by one. */
const NAMES = 2000;
/**
 * The kernel drops what is beyond 16,384 unread events, and Node does not say so. As many as a half of that in one batch
 * mean that some may be lost.
 */
const FLOOD = 8192;
/** After a flood everything is read again, once it has been calm for so long. */
const CALM_MS = 300;

export type WatchEvent = { path: string; type: 'create' | 'update' | 'delete' };

/**
 * Tells of changes below a directory, until `signal` is aborted; paths are the contract's. Null where it can't name
 * them: in a flood, and once when it has started, since nothing is known of the time before.
 *
 * @param options.isIgnored What is not told of; folders among it are not entered.
 */
export function watchDirectory(
  directory: string,
  options: { isIgnored: (path: string) => boolean; signal: AbortSignal; onChange(events: WatchEvent[] | null): void },
): void {
  const { isIgnored, signal, onChange } = options;
  let batch = new Map<string, 'rename' | 'change'>();
  let events = 0;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();

  const folders = new WatchedFolders({
    isIgnored,
    onEvent(folder, name, type) {
      events += 1;
      if (name === null) events = FLOOD;
      else {
        const path = `${folder}/${name}`;
        if (isIgnored(path)) return;
        if (type === 'rename' || !batch.has(path)) batch.set(path, type);
      }
      // Batches one after the other: each settles which folders there are.
      timer ??= setTimeout(next, events >= FLOOD ? CALM_MS : BATCH_MS);
    },
  });
  const next = () => {
    turn = turn.then(flush).catch(failed);
  };

  async function flush(): Promise<void> {
    const [changed, count] = [batch, events];
    batch = new Map();
    events = 0;
    timer = undefined;
    if (signal.aborted) return;
    if (count >= FLOOD || changed.size > NAMES) return readAgain();
    onChange(await settle(changed));
  }

  /** What became of each name; new folders are entered, gone ones left. */
  async function settle(changed: Map<string, 'rename' | 'change'>): Promise<WatchEvent[]> {
    const told: WatchEvent[] = [];
    const gone = new Set<string>();
    const entered: string[] = [];
    await Promise.all(
      Array.from(changed, async ([path, type]) => {
        const itsOwn = basename(path) === basename(dirname(path));
        if (type === 'change' && !itsOwn) return told.push({ path, type: 'update' });
        const now = await kindOf(path);
        // Of what happens to a folder itself its watch tells by the folder's name, as of something in it.
        if (itsOwn && now === null && (type === 'change' || (await kindOf(dirname(path))) === null)) return;
        if (type === 'change') return told.push({ path, type: 'update' });
        // Another one may stand in its place: what was watched there is forgotten either way.
        if (now !== 'file') gone.add(path);
        if (now === 'folder') entered.push(path);
        return told.push({ path, type: now === null ? 'delete' : 'create' });
      }),
    );
    folders.leave(gone);
    for (const folder of entered) await folders.enter(folder, (path) => told.push({ path, type: 'create' }));
    return told;
  }

  async function readAgain(): Promise<void> {
    folders.leave(new Set([directory]));
    await folders.enter(directory);
    if (!signal.aborted) onChange(null);
  }

  function failed(error: unknown): void {
    if (signal.aborted) return;
    log('Watching was interrupted', { directory, error });
    onChange(null);
    if (error instanceof NoWatchesLeft) timer ??= setTimeout(next, WITHOUT_WATCHES_MS);
    events = FLOOD;
  }

  signal.addEventListener(
    'abort',
    () => {
      clearTimeout(timer);
      folders[Symbol.dispose]();
    },
    { once: true },
  );
  turn = readAgain().catch(failed);
}

async function kindOf(path: string): Promise<'file' | 'folder' | null> {
  const found = await lstat(Buffer.from(pathToBytes(path))).catch(() => null);
  if (found === null) return null;
  return found.isDirectory() ? 'folder' : 'file';
}
