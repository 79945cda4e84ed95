/** An address of a Thing, as `id@branch`, `id@v123` and `id@~1` are. */
export interface Address {
  id: string;
  branch: string | null;
  version: bigint | null;
  /** Versions back from the present one. */
  back: number;
}

/** The readings of a text, in the order to try them: an id may have an `@` itself. */
export function addressesOf(text: string): Address[] {
  const plain = { id: text, branch: null, version: null, back: 0 };
  const at = text.lastIndexOf('@');
  const [id, suffix] = [text.slice(0, at), text.slice(at + 1)];
  if (at <= 0 || suffix === '') return [plain];
  if (/^v\d{1,18}$/.test(suffix)) return [plain, { ...plain, id, version: BigInt(suffix.slice(1)) }];
  if (/^~\d{1,4}$/.test(suffix)) return [plain, { ...plain, id, back: Number(suffix.slice(1)) }];
  return [plain, { ...plain, id, branch: suffix }];
}
