import { Field, Input } from '../../components/field.tsx';
import { FieldRow } from './field-row.tsx';
import type { FormField } from './form-fields.ts';
import { NewField } from './new-field.tsx';

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
