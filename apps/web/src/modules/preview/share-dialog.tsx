import type { PreviewShare } from '@craftastic/contract/previews';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Copy, Link2 } from 'lucide-react';
import { useState } from 'react';
import { orpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorLine } from '../../components/error-state.tsx';
import { Field, Input } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { toast } from '../../components/toast.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { copy } from './copy.ts';
import { EXPIRIES, type Expiry, formatLeft } from './expiry.ts';

interface ShareDialogProps {
  sessionId: string;
  branch: string;
  port: number;
  path: string;
  onClose: () => void;
}

/** Links that let anybody see one port of a session, until they expire or are revoked. */
export function ShareDialog({ sessionId, branch, port, path, onClose }: ShareDialogProps) {
  const queries = useQueryClient();
  const [expiry, setExpiry] = useState<Expiry>('1440');
  const key = orpc.previews.shares.queryKey({ input: { sessionId } });
  const share = useMutation(
    orpc.previews.share.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: key }) }),
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Share this preview"
      description={
        <>
          Whoever has the link sees port {port} of <span className="font-medium text-text">{branch}</span> while its
          session runs, without logging in: no files, no terminal, no other port.
        </>
      }
      size="md"
    >
      <div className="flex items-end gap-2">
        <Field label="The link expires after" className="flex-1">
          <Select value={expiry} onChange={setExpiry} options={EXPIRIES} />
        </Field>
        <Button
          variant="primary"
          className="h-8"
          busy={share.isPending}
          onClick={() => share.mutate({ sessionId, port, path, expiresInMinutes: Number(expiry) })}
        >
          <Link2 aria-hidden size={14} />
          Create link
        </Button>
      </div>
      {share.isError && <ErrorLine error={share.error} className="mt-3" />}
      {share.data && (
        <div className="mt-3 flex items-end gap-2">
          <Field
            label="New link"
            help="It is shown this once; the server keeps no copy of it."
            className="min-w-0 flex-1"
          >
            <Input
              readOnly
              value={share.data.url}
              onFocus={(event) => event.target.select()}
              className="font-mono text-sm"
            />
          </Field>
          <Button className="mb-5 h-8" onClick={() => copy(share.data.url, 'Link copied')}>
            <Copy aria-hidden size={14} />
            Copy
          </Button>
        </div>
      )}
      <Shares sessionId={sessionId} />
    </Dialog>
  );
}

function Shares({ sessionId }: { sessionId: string }) {
  const queries = useQueryClient();
  const input = { sessionId };
  const shares = useQuery(orpc.previews.shares.queryOptions({ input }));
  const unshare = useMutation(
    orpc.previews.unshare.mutationOptions({
      onSuccess: (_, { id }) =>
        queries.setQueryData(orpc.previews.shares.queryKey({ input }), (list) =>
          list?.filter((each) => each.id !== id),
        ),
      onError: (error) => toast.failed('The link was not revoked', error),
    }),
  );
  return (
    <section className="mt-5">
      <h3 className="mb-1.5 font-medium text-sm">Links of this session</h3>
      {shares.isPending ? (
        <SkeletonRows rows={2} />
      ) : shares.isError ? (
        <ErrorLine error={shares.error} />
      ) : shares.data.length === 0 ? (
        <p className="text-muted">None is out.</p>
      ) : (
        <ul aria-label="Shared links" className="divide-y divide-border rounded-lg border border-border">
          {shares.data.map((each) => (
            <Share
              key={each.id}
              share={each}
              busy={unshare.isPending && unshare.variables.id === each.id}
              onRevoke={() => unshare.mutate({ sessionId, id: each.id })}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function Share({ share, busy, onRevoke }: { share: PreviewShare; busy: boolean; onRevoke: () => void }) {
  const now = useNow();
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <span className="font-medium font-mono text-sm tabular-nums">:{share.port}</span>
      <span className="flex-1 text-muted">{formatLeft(share.expiresAt, now)}</span>
      <Button size="sm" busy={busy} aria-label={`Revoke the link to port ${share.port}`} onClick={onRevoke}>
        Revoke
      </Button>
    </li>
  );
}
