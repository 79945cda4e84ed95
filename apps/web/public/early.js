// Runs before the app is there: at a session's address, fetch what its page needs. See scripts/early-chunks.ts, and
// api/prefetch-session.ts, which asks for the same and finds it here.
const session = /^\/sessions\/([a-z0-9]+)$/.exec(location.pathname)?.[1];
if (session !== undefined) {
  const preload = (link) => document.head.append(Object.assign(document.createElement('link'), link));
  const files = document.querySelector('meta[name="session-files"]');
  for (const href of files?.getAttribute('content').split(' ') ?? []) {
    if (href.endsWith('.css')) preload({ rel: 'preload', as: 'style', crossOrigin: '', href });
    else preload({ rel: 'modulepreload', as: 'script', crossOrigin: '', href });
  }
  for (const path of [
    'me',
    `sessions/${session}`,
    `files?sessionId=${session}&path=`,
    `git/status?sessionId=${session}`,
    `terminals?sessionId=${session}`,
  ]) {
    preload({ rel: 'preload', as: 'fetch', crossOrigin: '', href: `/api/${path}` });
  }
}
