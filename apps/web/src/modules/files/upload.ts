import { displayPath } from '@craftastic/contract/git-path';
import { count } from '../../app/format.ts';
import { confirm } from '../../components/confirm.tsx';
import { toast } from '../../components/toast.tsx';
import { createFamily, createStore, type Store } from '../../hooks/store.ts';
import { uploadUrl } from './file-urls.ts';
import { join } from './tree.ts';

export interface Upload {
  id: string;
  path: string;
  sent: number;
  size: number;
  cancel: () => void;
}

/** What is on its way up, in order. */
export const uploadsOf: (sessionId: string) => Store<readonly Upload[]> = createFamily(() =>
  createStore<readonly Upload[]>([]),
);

export interface UploadFile {
  /** Below the directory that it is dropped on. */
  path: string;
  file: File;
}

type Outcome = 'done' | 'exists' | 'cancelled' | { message: string };

/** Sends files into a directory, one after the other, and asks before one takes the place of another. */
export async function uploadInto(sessionId: string, directory: string, files: readonly UploadFile[]): Promise<void> {
  const existing: UploadFile[] = [];
  let done = 0;
  for (const each of files) {
    const outcome = await send(sessionId, join(directory, each.path), each.file, false);
    if (outcome === 'exists') existing.push(each);
    else if (outcome === 'done') done++;
    else if (outcome !== 'cancelled') return fail(each.path, outcome.message);
  }
  if (existing.length > 0 && (await askToReplace(existing))) {
    for (const each of existing) {
      const outcome = await send(sessionId, join(directory, each.path), each.file, true);
      if (outcome === 'done') done++;
      else if (typeof outcome === 'object') return fail(each.path, outcome.message);
    }
  }
  if (done > 0) toast.done(`${count(done, 'file')} uploaded`);
}

const fail = (path: string, message: string): void =>
  void toast.failed(`${displayPath(path)} is not uploaded`, new Error(message));

const askToReplace = (existing: readonly UploadFile[]): Promise<boolean> =>
  confirm({
    title:
      existing.length === 1
        ? `Replace ${displayPath(existing[0]?.path ?? '')}?`
        : `Replace ${count(existing.length, 'file')}?`,
    body: 'A file of that name is there already; its content would be lost.',
    action: 'Replace',
    danger: true,
  });

/** XMLHttpRequest, since fetch can't tell how much of a body was sent. */
function send(sessionId: string, path: string, file: File, overwrite: boolean): Promise<Outcome> {
  const uploads = uploadsOf(sessionId);
  const request = new XMLHttpRequest();
  const id = crypto.randomUUID();
  uploads.set((all) => [...all, { id, path, sent: 0, size: file.size, cancel: () => request.abort() }]);
  return new Promise<Outcome>((resolve) => {
    request.upload.onprogress = ({ loaded }) =>
      uploads.set((all) => all.map((each) => (each.id === id ? { ...each, sent: loaded } : each)));
    request.onload = () => resolve(outcomeOf(request));
    request.onerror = () => resolve({ message: 'The server can’t be reached. Is it running?' });
    request.onabort = () => resolve('cancelled');
    request.open('PUT', uploadUrl(sessionId, path, overwrite));
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.send(file);
  }).finally(() => uploads.set((all) => all.filter((each) => each.id !== id)));
}

function outcomeOf(request: XMLHttpRequest): Outcome {
  if (request.status >= 200 && request.status < 300) return 'done';
  try {
    const answer: unknown = JSON.parse(request.responseText);
    if (typeof answer === 'object' && answer !== null && 'code' in answer) {
      if (answer.code === 'FILE_EXISTS') return 'exists';
      if ('message' in answer && typeof answer.message === 'string') return { message: answer.message };
    }
  } catch {
    // Not ours: a proxy's page, say.
  }
  return { message: `The server answered ${request.status}.` };
}

/** The files of a drop, directories walked through. Must be called while the drop is being handled. */
export async function droppedFiles(transfer: DataTransfer): Promise<UploadFile[]> {
  const roots = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const found: UploadFile[] = [];
  const walk = async (entry: FileSystemEntry, above: string): Promise<void> => {
    const path = join(above, entry.name);
    if (isFile(entry)) {
      found.push({ path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) });
    } else if (isDirectory(entry)) {
      const reader = entry.createReader();
      // It gives a hundred at a time, and none at the end.
      for (;;) {
        const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
        if (some.length === 0) return;
        for (const each of some) await walk(each, path);
      }
    }
  };
  for (const root of roots) await walk(root, '');
  return found;
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
