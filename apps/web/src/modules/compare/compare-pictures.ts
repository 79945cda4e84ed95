import { formatBytes } from '../../app/format.ts';
import type { PictureDiff } from './picture-diff.ts';
import { MOST_PIXELS, pictureSize } from './picture-size.ts';

type Answer = { diff: PictureDiff } | { error: string };

/** Compares two pictures, each a PNG as a data URL made by a previewed page: hostile until its size is read. */
export async function comparePictures(from: string, to: string, signal: AbortSignal): Promise<PictureDiff> {
  const pictures = { from: pngOf(from), to: pngOf(to) };
  const worker = new Worker(new URL('./picture-worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<PictureDiff>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      worker.onerror = () => reject(new Error('The pictures could not be compared.'));
      worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        if ('diff' in data) resolve(data.diff);
        else reject(new Error(data.error));
      };
      worker.postMessage(pictures);
    });
  } finally {
    worker.terminate();
  }
}

function pngOf(dataUrl: string): Blob {
  const bytes = Uint8Array.from(atob(dataUrl.slice(dataUrl.indexOf(',') + 1)), (character) => character.charCodeAt(0));
  const size = pictureSize(bytes);
  if (size === null) throw new Error(`The page gave ${formatBytes(bytes.length)} that are no picture.`);
  if (size.width * size.height > MOST_PIXELS) {
    throw new Error(`The page is too large for a picture: ${size.width} × ${size.height} pixels.`);
  }
  return new Blob([bytes], { type: 'image/png' });
}
