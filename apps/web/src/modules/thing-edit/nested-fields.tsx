import { ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { FieldRow } from './field-row.tsx';
import { type FormField, type FormItem, newItem } from './form-fields.ts';
import { NewField } from './new-field.tsx';

interface FieldsProps {
  /** Of the object, with those that it is in. */
  name: string;
  fields: readonly FormField[];
  onChange: (fields: FormField[]) => void;
}

/** The fields of an object that is a value. */
export function ObjectFields({ name, fields, onChange }: FieldsProps) {
  const [adding, setAdding] = useState(false);
  return (
    <div className="flex flex-col gap-3">
      {fields.map((field, at) => (
        <FieldRow
          key={field.key}
          field={field}
          within={name}
          onChange={(next) => onChange(fields.with(at, next))}
          onRemove={() => onChange(fields.toSpliced(at, 1))}
        />
      ))}
      {adding ? (
        <NewField
          group={name}
          fields={fields}
          onAdd={(field) => {
            onChange([...fields, field]);
            setAdding(false);
          }}
        />
      ) : (
        <Button size="sm" variant="ghost" className="self-start" onClick={() => setAdding(true)}>
          <Plus aria-hidden size={13} />
          Add a field
        </Button>
      )}
    </div>
  );
}

interface ItemsProps {
  name: string;
  items: readonly FormItem[];
  onChange: (items: FormItem[]) => void;
}

/** A list of objects: each a group, a new one with the fields of those that are there. */
export function ObjectItems({ name, items, onChange }: ItemsProps) {
  return (
    <div className="flex flex-col gap-3">
      {items.map((item, at) => {
        const label = `${name} ${at + 1}`;
        return (
          <fieldset key={item.id} className="relative min-w-0 rounded-lg border border-border p-3 pt-1">
            <legend className="px-1 text-muted text-sm">{label}</legend>
            <div className="mb-1 flex justify-end gap-1">
              {at > 0 && (
                <IconButton
                  icon={ArrowUp}
                  size="sm"
                  label={`Move ${label} up`}
                  onClick={() => onChange(items.toSpliced(at, 1).toSpliced(at - 1, 0, item))}
                />
              )}
              <IconButton
                icon={Trash2}
                size="sm"
                label={`Remove ${label}`}
                onClick={() => onChange(items.toSpliced(at, 1))}
              />
            </div>
            <ObjectFields
              name={label}
              fields={item.fields}
              onChange={(fields) => onChange(items.with(at, { ...item, fields }))}
            />
          </fieldset>
        );
      })}
      <Button size="sm" className="self-start" onClick={() => onChange([...items, newItem(items)])}>
        <Plus aria-hidden size={13} />
        Add to {name}
      </Button>
    </div>
  );
}
