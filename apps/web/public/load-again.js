// A page that lost one of its own files on the way has no style, or no program. Chromium drops every request in flight
// when the machine's networks change (ERR_NETWORK_CHANGED), which a Docker Engine on the same machine does each time a
// container starts or stops. So such a page is loaded once more, where the server answers; again only after a while,
// since a file that is always missing would else reload the page without end.
{
  const AGAIN_MS = 10_000;
  const KEY = 'loaded-again-at';

  const loadAgain = async () => {
    if (Date.now() - Number(sessionStorage.getItem(KEY)) < AGAIN_MS) return;
    sessionStorage.setItem(KEY, String(Date.now()));
    const answer = await fetch('/api/health').catch(() => null);
    if (answer?.ok) location.reload();
  };

  // Errors of elements don't bubble: they are caught on their way down.
  addEventListener(
    'error',
    ({ target }) => {
      if (target instanceof HTMLScriptElement || (target instanceof HTMLLinkElement && target.rel === 'stylesheet')) {
        void loadAgain();
      }
    },
    true,
  );
  // A part that is loaded later; Vite tells of it.
  addEventListener('vite:preloadError', () => void loadAgain());
}
