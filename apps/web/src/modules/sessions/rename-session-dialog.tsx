import type { Session } from '@craftastic/contract/sessions';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { writeSession } from '../../api/live.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorLine } from '../../components/error-state.tsx';
import { Field, Input } from '../../components/field.tsx';

export function RenameSessionDialog({ session, onClose }: { session: Session; onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState(session.name);
  const rename = useMutation(
    orpc.sessions.update.mutationOptions({
      onSuccess: (saved) => {
        writeSession(queries, saved);
        onClose();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate({ id: session.id, name: name.trim() });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Rename session"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="rename-session"
            variant="primary"
            busy={rename.isPending}
            disabled={name.trim() === ''}
          >
            Rename
          </Button>
        </>
      }
    >
      <form id="rename-session" onSubmit={submit} className="flex flex-col gap-3">
        <Field label="Name" help="Only how it is called here. Its branch keeps its name.">
          <Input
            value={name}
            onChange={(event) => setName(event.target.value)}
            onFocus={(event) => event.target.select()}
            maxLength={100}
            autoFocus
          />
        </Field>
        {rename.isError && <ErrorLine error={rename.error} />}
      </form>
    </Dialog>
  );
}
