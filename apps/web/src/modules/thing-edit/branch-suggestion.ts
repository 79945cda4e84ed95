/** `edit/hello-world` for a Thing called so, under a name that git takes. */
export function branchSuggestion(id: string): string {
  const name = id
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*\/?/i, '')
    .normalize('NFKD')
    .replace(/[^\w]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 60);
  return `edit/${name || 'home'}`;
}

/** A file name for a title: `Getting started!` → `getting-started.md`. */
export function fileNameOf(title: string): string {
  const name = title
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' ? '' : `${name}.md`;
}
