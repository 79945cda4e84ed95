/**
 * The path to go to for what was typed into the address field: `/cart`, `cart?x=1`, or a whole address as it was copied
 * from somewhere, of which the path counts. Always begins with one slash: two would name another host.
 */
export function pathOf(typed: string): string {
  const text = typed.trim();
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? urlOf(text) : null;
  if (whole) return `${whole.pathname}${whole.search}${whole.hash}`.replace(/^\/+/, '/');
  const url = urlOf(`/${text.replace(/^[/\\]+/, '')}`, 'http://x');
  return url ? `${url.pathname}${url.search}${url.hash}`.replace(/^\/+/, '/') : '/';
}

function urlOf(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}

/** The path as the address field shows it: a typed `ä` is not read as `%C3%A4`. */
export function shownPath(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
