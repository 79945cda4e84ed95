import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { Copy, Link2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorLine } from '../../components/error-state.tsx';
import { Field, Input } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { copy } from './copy.ts';
import { EXPIRIES, type Expiry, formatLeft } from './expiry.ts';

interface Share {
  id: string;
  expiresAt: string;
}

interface ShareDialogProps<S extends Share, Wanted, Named extends { id: string }> {
  /** What whoever has a link sees. */
  description: ReactNode;
  share: UseMutationResult<S & { url: string }, Error, Wanted>;
  wanted: (expiresInMinutes: number) => Wanted;
  /** Above the links that are out. */
  heading: string;
  shares: UseQueryResult<S[], Error>;
  /** In a few letters, where a link leads. */
  nameOf: (share: S) => string;
  unshare: UseMutationResult<unknown, Error, Named>;
  named: (share: S) => Named;
  onClose: () => void;
}

/** Links that let anybody see something, until they expire or are revoked. */
export function ShareDialog<S extends Share, Wanted, Named extends { id: string }>({
  description,
  share,
  wanted,
  onClose,
  ...list
}: ShareDialogProps<S, Wanted, Named>) {
  const [expiry, setExpiry] = useState<Expiry>('1440');
  const url = share.data?.url;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Share this preview"
      description={description}
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
          onClick={() => share.mutate(wanted(Number(expiry)))}
        >
          <Link2 aria-hidden size={14} />
          Create link
        </Button>
      </div>
      {share.isError && <ErrorLine error={share.error} className="mt-3" />}
      {url !== undefined && (
        <div className="mt-3 flex items-end gap-2">
          <Field
            label="New link"
            help="It is shown this once; the server keeps no copy of it."
            className="min-w-0 flex-1"
          >
            <Input readOnly value={url} onFocus={(event) => event.target.select()} className="font-mono text-sm" />
          </Field>
          <Button className="mb-5 h-8" onClick={() => copy(url, 'Link copied')}>
            <Copy aria-hidden size={14} />
            Copy
          </Button>
        </div>
      )}
      <Shares {...list} />
    </Dialog>
  );
}

function Shares<S extends Share, Named extends { id: string }>({
  heading,
  shares,
  nameOf,
  unshare,
  named,
}: Pick<ShareDialogProps<S, unknown, Named>, 'heading' | 'shares' | 'nameOf' | 'unshare' | 'named'>) {
  const now = useNow();
  return (
    <section className="mt-5">
      <h3 className="mb-1.5 font-medium text-sm">{heading}</h3>
      {shares.isPending ? (
        <SkeletonRows rows={2} />
      ) : shares.isError ? (
        <ErrorLine error={shares.error} />
      ) : shares.data.length === 0 ? (
        <p className="text-muted">None is out.</p>
      ) : (
        <ul aria-label="Shared links" className="divide-y divide-border rounded-lg border border-border">
          {shares.data.map((share) => (
            <li key={share.id} className="flex items-center gap-3 px-3 py-2">
              <span className="min-w-0 truncate font-medium font-mono text-sm tabular-nums">{nameOf(share)}</span>
              <span className="flex-1 whitespace-nowrap text-muted">{formatLeft(share.expiresAt, now)}</span>
              <Button
                size="sm"
                busy={unshare.isPending && unshare.variables.id === share.id}
                aria-label={`Revoke the link to ${nameOf(share)}`}
                onClick={() => unshare.mutate(named(share))}
              >
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
