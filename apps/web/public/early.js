// Runs before the app is there: at a session's address, fetch what its page needs. See scripts/early-chunks.ts.
if (location.pathname.startsWith('/sessions/')) {
  const files = document.querySelector('meta[name="session-files"]');
  for (const href of files?.getAttribute('content').split(' ') ?? []) {
    const link = document.createElement('link');
    link.rel = href.endsWith('.css') ? 'preload' : 'modulepreload';
    link.as = href.endsWith('.css') ? 'style' : 'script';
    link.crossOrigin = '';
    link.href = href;
    document.head.append(link);
  }
}
