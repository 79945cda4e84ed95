import { Checkbox } from '../../components/checkbox.tsx';
import { Field, Input, Textarea } from '../../components/field.tsx';
import { type FormField, isBlank, readField } from './form-fields.ts';

/** The control of a value that is no group of others. */
export function PlainField({ field, onChange }: { field: FormField; onChange: (field: FormField) => void }) {
  const read = readField(field);
  const problem = 'problem' in read && !isBlank(field) ? read.problem : undefined;
  const set = (text: string) => onChange({ ...field, text, touched: true });
  if (field.kind === 'boolean') {
    return (
      <Checkbox
        label={field.key}
        checked={field.text === 'true'}
        onChange={(checked) => set(String(checked))}
        className="min-h-6 pr-32 font-medium text-sm"
      />
    );
  }
  return (
    <Field
      label={field.key}
      error={problem}
      help={field.kind === 'list' ? 'One in each line' : undefined}
      className="[&>label]:flex [&>label]:min-h-6 [&>label]:items-center [&>label]:break-all [&>label]:pr-32"
    >
      {field.kind === 'long' || field.kind === 'list' || field.kind === 'json' ? (
        <Textarea
          dir="auto"
          value={field.text}
          rows={Math.min(12, Math.max(2, field.text.split('\n').length))}
          spellCheck={field.kind === 'long'}
          className={field.kind === 'json' ? 'font-mono text-sm' : undefined}
          onChange={(event) => set(event.target.value)}
        />
      ) : (
        <Input
          dir="auto"
          value={field.text}
          type={field.kind === 'date' ? 'date' : 'text'}
          inputMode={field.kind === 'number' ? 'decimal' : undefined}
          spellCheck={field.kind === 'text'}
          onChange={(event) => set(event.target.value)}
        />
      )}
    </Field>
  );
}
