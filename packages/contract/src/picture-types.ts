/** Pictures that browsers show, by the ending of a name. */
const TYPES = new Map([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['avif', 'image/avif'],
  ['ico', 'image/x-icon'],
  ['bmp', 'image/bmp'],
  ['svg', 'image/svg+xml'],
]);

/** The media type of a picture by its path; undefined for what is none. */
export const pictureTypeOf = (path: string): string | undefined =>
  TYPES.get(path.slice(path.lastIndexOf('.') + 1).toLowerCase());
