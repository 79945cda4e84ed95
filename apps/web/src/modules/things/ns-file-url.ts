import type { Place } from './place.ts';

interface NsFilePlace {
  ns: string;
  place: Place & { at?: string };
  path: string;
  hash: string | null;
}

/** Where the bytes of a file of a namespace are read; another content has another address, so no picture is an old one. */
export function nsFileUrl({ ns, place, path, hash }: NsFilePlace): string {
  const query = new URLSearchParams({ path, ...place, ...(hash !== null && { hash }) });
  return `/api/ns/${encodeURIComponent(ns)}/file?${query}`;
}

export type Shown = 'image' | 'video' | 'audio';

const BY_EXTENSION: Record<string, Shown> = {};
const add = (shown: Shown, ...extensions: string[]) => {
  for (const extension of extensions) BY_EXTENSION[extension] = shown;
};
add('image', 'png', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'ico', 'bmp', 'svg');
add('video', 'mp4', 'm4v', 'webm', 'ogv');
add('audio', 'mp3', 'm4a', 'ogg', 'opus', 'wav', 'flac');

/** What a browser makes of a file, by its name; null for what it is not asked to show. */
export function shownAs(path: string): Shown | null {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return Object.hasOwn(BY_EXTENSION, extension) ? (BY_EXTENSION[extension] ?? null) : null;
}

/** The folder that a path is in; empty at the top. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** The path of the captions of a film or a sound. */
export const captionsOf = (path: string): string => path.replace(/\.[^./]*$/, '.vtt');
