import { diffPictures } from './picture-diff.ts';

/** Compares in a thread of its own: a long page takes a second, in which the screen must not stand still. */
self.onmessage = async (event: MessageEvent<{ from: Blob; to: Blob }>) => {
  try {
    const diff = await diffPictures(event.data.from, event.data.to);
    self.postMessage({ diff }, { transfer: [diff.from, diff.to, diff.difference] });
  } catch (error) {
    self.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
};
