import pixelmatch from 'pixelmatch';

/** Two pictures on one canvas, and what differs. All three have `width` × `height` pixels. */
export interface PictureDiff {
  width: number;
  height: number;
  /** Of all pixels, from 0 to 1. */
  changed: number;
  from: ImageBitmap;
  to: ImageBitmap;
  difference: ImageBitmap;
}

/** How different a colour has to be to count: pixelmatch's own default, under which fonts drawn twice are equal. */
const THRESHOLD = 0.1;

/** Compares pictures of any sizes: where one ends before the other, the rest of the other is a change. */
export async function diffPictures(fromPng: Blob, toPng: Blob): Promise<PictureDiff> {
  const [from, to] = await Promise.all([createImageBitmap(fromPng), createImageBitmap(toPng)]);
  const width = Math.max(from.width, to.width);
  const height = Math.max(from.height, to.height);
  const one = pixelsOf(from, width, height);
  const other = pixelsOf(to, width, height);
  const output = new ImageData(width, height);
  const count = pixelmatch(one.data, other.data, output.data, width, height, {
    threshold: THRESHOLD,
    alpha: 0.25,
    diffColor: [214, 48, 49],
    aaColor: [240, 200, 130],
  });
  const [first, second, difference] = await Promise.all([
    createImageBitmap(one),
    createImageBitmap(other),
    createImageBitmap(output),
  ]);
  return { width, height, changed: count / (width * height), from: first, to: second, difference };
}

function pixelsOf(picture: ImageBitmap, width: number, height: number): ImageData {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser gives no canvas to compare on.');
  context.drawImage(picture, 0, 0);
  picture.close();
  return context.getImageData(0, 0, width, height);
}
