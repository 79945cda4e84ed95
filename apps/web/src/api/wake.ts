/**
 * Calls `listener` when a lost connection may work again: the network is back, or the page is looked at once more (a
 * sleeping tab's timers run late). Returns how to stop.
 */
export function onWake(listener: () => void): () => void {
  const seen = () => {
    if (document.visibilityState === 'visible') listener();
  };
  addEventListener('online', listener);
  document.addEventListener('visibilitychange', seen);
  return () => {
    removeEventListener('online', listener);
    document.removeEventListener('visibilitychange', seen);
  };
}
