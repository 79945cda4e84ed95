import type { Session } from '@craftastic/contract/sessions';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { orpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { toast } from '../../components/toast.tsx';
import { Banner } from '../../modules/editor/views/banner.tsx';

/**
 * Says how the setup script of an open session goes. One that failed leaves the session open, since that is where it
 * is put right; then it can be run again.
 */
export function SetupBanner({ session }: { session: Session }) {
  const [dismissed, setDismissed] = useState<string | null>(null);
  const again = useMutation(
    orpc.sessions.start.mutationOptions({ onError: (error) => toast.failed('The setup did not start', error) }),
  );
  const { progress, error } = session;
  if (progress) return <Banner tone="info">{progress.phase}…</Banner>;
  if (!error || dismissed === error.message) return null;
  return (
    <Banner
      tone="warning"
      actions={
        <>
          <Button size="sm" variant="ghost" onClick={() => setDismissed(error.message)}>
            Go on without
          </Button>
          <Button size="sm" busy={again.isPending} onClick={() => again.mutate({ id: session.id })}>
            Run setup again
          </Button>
        </>
      }
    >
      {error.message}
    </Banner>
  );
}
