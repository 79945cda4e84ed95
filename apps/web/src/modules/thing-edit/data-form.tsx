import { Plus } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Field, Input } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import { FieldRow } from './field-row.tsx';
import { asKind, FIELD_KINDS, type FieldKind, type FormField, keyProblem } from './form-fields.ts';

interface DataFormProps {
  type: string;
  fields: readonly FormField[];
  onType: (type: string) => void;
  onFields: (fields: FormField[]) => void;
}

/** What a Thing says by its keys. */
export function DataForm({ type, fields, onType, onFields }: DataFormProps) {
  return (
    <div className="flex flex-col gap-4 p-4">
      <Field label="Type" help="A URL such as https://schema.org/Article, or a name of your own">
        <Input value={type} onChange={(event) => onType(event.target.value)} />
      </Field>
      {fields.map((field, at) => (
        <FieldRow
          key={field.key}
          field={field}
          onChange={(next) => onFields(fields.with(at, next))}
          onRemove={() => onFields(fields.toSpliced(at, 1))}
        />
      ))}
      <NewField fields={fields} onAdd={(field) => onFields([...fields, field])} />
    </div>
  );
}

function NewField({ fields, onAdd }: { fields: readonly FormField[]; onAdd: (field: FormField) => void }) {
  const id = useId();
  const [key, setKey] = useState('');
  const [kind, setKind] = useState<FieldKind>('text');
  const [problem, setProblem] = useState<string | null>(null);
  const add = (event: FormEvent) => {
    event.preventDefault();
    const found = keyProblem(key, fields);
    setProblem(found);
    if (found !== null) return;
    onAdd(asKind({ key: key.trim(), kind: 'text', text: '' }, kind));
    setKey('');
  };
  return (
    <form onSubmit={add} aria-labelledby={id} className="rounded-lg border border-border border-dashed p-3">
      <h3 id={id} className="mb-2 font-medium text-muted text-sm">
        Add a field
      </h3>
      <div className="flex items-start gap-2">
        <Field label="Name of the new field" labelHidden error={problem} className="flex-1">
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
