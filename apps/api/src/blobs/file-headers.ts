import { pictureTypeOf } from '@craftastic/contract/picture-types';

/** What a browser may show beside pictures. Everything else is saved as it is, and never taken for a page, a style or a script. */
const SHOWN: Record<string, string> = {
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  webm: 'video/webm',
  ogv: 'video/ogg',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  vtt: 'text/vtt; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  csv: 'text/plain; charset=utf-8',
};

/**
 * Headers of a repository's file, by its name alone. A browser that opens it by itself makes a document of it: then nothing in
 * it runs, and nothing is loaded for it but itself.
 */
export function fileHeaders(path: string): Record<string, string> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const extension = /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const type = pictureTypeOf(name) ?? (Object.hasOwn(SHOWN, extension) ? SHOWN[extension] : undefined);
  const encoded = encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, escaped);
  return {
    'content-type': type ?? 'application/octet-stream',
    'content-disposition': `${type === undefined ? 'attachment' : 'inline'}; filename*=UTF-8''${encoded}`,
    'content-security-policy':
      "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'cache-control': 'private, no-cache',
  };
}

/** RFC 8187 has these four outside of what may stand by itself. */
const escaped = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
