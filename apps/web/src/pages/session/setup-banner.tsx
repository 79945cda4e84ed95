import type { Session } from '@craftastic/contract/sessions';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { orpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Output } from '../../components/error-state.tsx';
import { toast } from '../../components/toast.tsx';
import { Banner } from '../../modules/editor/views/banner.tsx';

/**
 * Says how the setup script of an open session goes. One that failed leaves the session open, since that is where it
 * is put right; then it can be run again. So does an image that could not be built.
 */
export function SetupBanner({ session }: { session: Session }) {
  const [dismissed, setDismissed] = useState<string | null>(null);
  const [showsLog, setShowsLog] = useState(false);
  const again = useMutation(
    orpc.sessions.start.mutationOptions({ onError: (error) => toast.failed('The session did not start', error) }),
  );
  const { progress, error } = session;
  if (progress) return <Banner tone="info">{progress.phase}…</Banner>;
  if (!error || dismissed === error.message) return null;
  const ofImage = error.code === 'IMAGE_BUILD_FAILED';
  const log = error.output?.trim() ?? '';
  return (
    <>
      <Banner
        tone="warning"
        actions={
          <>
            {log !== '' && (
              <Button size="sm" variant="ghost" aria-expanded={showsLog} onClick={() => setShowsLog(!showsLog)}>
                Log
              </Button>
            )}
            <Button size="sm" variant="ghost" onClick={() => setDismissed(error.message)}>
              Go on without
            </Button>
            <Button size="sm" busy={again.isPending} onClick={() => again.mutate({ id: session.id })}>
              {ofImage ? 'Build again' : 'Run setup again'}
            </Button>
          </>
        }
      >
        {error.message}
        {ofImage && (
          <span className="block">
            Until it is built, the session runs in the default image. What is built is what is committed.
          </span>
        )}
      </Banner>
      {showsLog && log !== '' && (
        <section aria-label="Log of the build" className="shrink-0 border-b border-border p-2">
          <Output text={log} />
        </section>
      )}
    </>
  );
}
