// A page that lost one of its own files on the way has no style, or no program. Chromium drops every request in flight
// when the machine's networks change (ERR_NETWORK_CHANGED), which a Docker Engine on the same machine does each time a
// container starts or stops, and often several times in a row. So such a page is loaded again, where the server answers,
// each time after a longer pause; and no more than so often, since a file that is always missing would else reload the
// page without end.
{
  const MOST = 5;
  const WITHIN_MS = 60_000;
  const FIRST_PAUSE_MS = 100;
  const KEY = 'loaded-again';
  let loading = false;

  /** False where it was tried often enough. */
  const loadAgain = () => {
    if (loading) return true;
    const now = Date.now();
    const times = JSON.parse(sessionStorage.getItem(KEY) ?? '[]').filter((at) => now - at < WITHIN_MS);
    if (times.length >= MOST) return false;
    loading = true;
    sessionStorage.setItem(KEY, JSON.stringify([...times, now]));
    setTimeout(whenItAnswers, FIRST_PAUSE_MS * 2 ** times.length);
    return true;
  };
  const whenItAnswers = async () => {
    const answer = await fetch('/api/health').catch(() => null);
    loading = false;
    if (answer?.ok) location.reload();
    else loadAgain();
  };

  // Errors of elements don't bubble: they are caught on their way down.
  addEventListener(
    'error',
    ({ target }) => {
      if (target instanceof HTMLScriptElement || (target instanceof HTMLLinkElement && target.rel === 'stylesheet')) {
        loadAgain();
      }
    },
    true,
  );
  // A part that is loaded later; Vite tells of it, and would throw where nobody takes it up.
  addEventListener('vite:preloadError', (event) => {
    if (loadAgain()) event.preventDefault();
  });
}
