// Runs before the app is there: at a session's address, fetch what its page needs. See scripts/early-chunks.ts, and
// api/prefetch-session.ts and modules/editor/preload.ts, which ask for the same and find it here.
const session = /^\/sessions\/([a-z0-9]+)$/.exec(location.pathname)?.[1];
if (session !== undefined) {
  const preload = (link) => document.head.append(Object.assign(document.createElement('link'), link));
  const files = document.querySelector('meta[name="session-files"]');
  for (const href of files?.getAttribute('content').split(' ') ?? []) {
    if (href.endsWith('.css')) preload({ rel: 'preload', as: 'style', crossOrigin: '', href });
    else if (href.endsWith('.woff2')) preload({ rel: 'preload', as: 'font', crossOrigin: '', href });
    else preload({ rel: 'modulepreload', as: 'script', crossOrigin: '', href });
  }
  // The file whose tab is in front, as modules/editor/tabs keeps it.
  const textInFront = () => {
    try {
      const { active } = JSON.parse(localStorage.getItem(`craftastic.tabs.${session}`));
      const path = active.startsWith('file ') ? active.slice('file '.length) : null;
      return path === null ? [] : [`files/text?${new URLSearchParams({ sessionId: session, path })}`];
    } catch {
      // Storage is blocked, or no tab is open.
      return [];
    }
  };
  for (const path of [
    ...textInFront(),
    'me',
    `sessions/${session}`,
    `files?sessionId=${session}&path=`,
    `git/status?sessionId=${session}`,
    `terminals?sessionId=${session}`,
  ]) {
    preload({ rel: 'preload', as: 'fetch', crossOrigin: '', href: `/api/${path}` });
  }
}
