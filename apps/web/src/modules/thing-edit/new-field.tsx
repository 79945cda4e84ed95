import { Plus } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Field, Input } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import { asKind, FIELD_KINDS, type FieldKind, type FormField, keyProblem } from './form-fields.ts';

interface NewFieldProps {
  fields: readonly FormField[];
  /** The group that it is for; there `$id` is the Thing that the group is about. */
  group?: string | undefined;
  onAdd: (field: FormField) => void;
}

/** A name and a kind for a field that is not there yet. */
export function NewField({ fields, group, onAdd }: NewFieldProps) {
  const id = useId();
  const [key, setKey] = useState('');
  const [kind, setKind] = useState<FieldKind>('text');
  const [problem, setProblem] = useState<string | null>(null);
  const add = (event: FormEvent) => {
    event.preventDefault();
    const found = keyProblem(key, fields, group !== undefined);
    setProblem(found);
    if (found !== null) return;
    onAdd(asKind({ key: key.trim(), kind: 'text', text: '' }, kind));
    setKey('');
  };
  return (
    <form onSubmit={add} aria-labelledby={id} className="rounded-lg border border-border border-dashed p-3">
      <h3 id={id} className="mb-2 font-medium text-muted text-sm">
        {group === undefined ? 'Add a field' : `Add a field to ${group}`}
      </h3>
      <div className="flex flex-wrap items-start gap-2">
        <Field label="Name of the new field" labelHidden error={problem} className="min-w-24 flex-1">
          <Input value={key} onChange={(event) => setKey(event.target.value)} placeholder="Name" />
        </Field>
        <Select label="Kind of the new field" value={kind} onChange={setKind} options={FIELD_KINDS} className="w-26" />
        <Button type="submit" className="h-8">
          <Plus aria-hidden size={14} />
          Add
        </Button>
      </div>
    </form>
  );
}
