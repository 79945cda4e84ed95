/** Pixels of a picture that are still compared: a page of 1400 pixels' width may be 28,000 long. */
export const MOST_PIXELS = 40_000_000;

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Width and height as a PNG declares them (RFC 2083, the IHDR chunk); null where it is none. Read before anything
 * decodes it: the picture comes from the previewed page, and a few bytes can claim a picture of any size.
 */
export function pictureSize(png: Uint8Array): { width: number; height: number } | null {
  if (png.length < 24 || SIGNATURE.some((byte, at) => png[at] !== byte)) return null;
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  if (view.getUint32(12) !== 0x49484452) return null;
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  return width === 0 || height === 0 ? null : { width, height };
}
