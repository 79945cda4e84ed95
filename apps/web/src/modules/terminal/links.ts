/** Whether a click may open it: programs print what they like, and only the web is safe to follow. */
export function isWebLink(text: string): boolean {
  try {
    const { protocol } = new URL(text);
    return protocol === 'http:' || protocol === 'https:';
  } catch {
    return false;
  }
}

/** A plain click is for selecting: links open with the modifier that VS Code has made a habit. */
export function followLink(event: Pick<MouseEvent, 'ctrlKey' | 'metaKey'>, link: string): void {
  if ((event.ctrlKey || event.metaKey) && isWebLink(link)) window.open(link, '_blank', 'noopener,noreferrer');
}
