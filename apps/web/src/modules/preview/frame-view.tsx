import { useEffect, useRef } from 'react';
import { cn } from '../../components/cn.ts';
import { useStore } from '../../hooks/store.ts';
import type { PreviewFrame } from './frame.ts';
import { guardFocus } from './guard-focus.ts';

/**
 * What a framed page may do: be itself, on its own origin. Not in the list: to navigate the window around it
 * (`allow-top-navigation`), and dialogs that stop all of our page (`allow-modals`).
 */
const SANDBOX =
  'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads allow-pointer-lock';
const ALLOW = 'clipboard-write; fullscreen';

/** One frame; hidden ones stay loaded, and laid out, so that showing one is a matter of drawing it. */
export function FrameView({ frame, name, shown }: { frame: PreviewFrame; name: string; shown: boolean }) {
  const element = useRef<HTMLIFrameElement>(null);
  const src = useStore(frame.state, ({ src }) => src);

  const isShown = useRef(shown);
  isShown.current = shown;

  useEffect(() => {
    if (src === null || !element.current) return;
    const detach = frame.attach(element.current);
    const release = guardFocus(
      element.current,
      () => isShown.current,
      () => frame.stop('It kept taking the keyboard while it was not shown. Reload it if you trust it.'),
    );
    return () => {
      release();
      detach();
    };
  }, [frame, src]);

  // Not before there is an address: an empty frame is of our own origin.
  if (src === null) return null;
  return (
    <iframe
      ref={element}
      title={name}
      src={src}
      sandbox={SANDBOX}
      allow={ALLOW}
      referrerPolicy="no-referrer"
      onLoad={() => frame.loaded()}
      data-preview={frame.key}
      className={cn('absolute inset-0 size-full border-0 bg-white', !shown && 'invisible')}
    />
  );
}
