import { Plus, Trash2 } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { Input } from '../../components/field.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import type { DraftVariable } from './draft.ts';

interface VariablesFieldProps {
  variables: DraftVariable[];
  problems: ReadonlyMap<number, string>;
  onChange: (variables: DraftVariable[]) => void;
}

/** Rows of name and value. A stored secret shows nothing of itself: typing replaces it, leaving it alone keeps it. */
export function VariablesField({ variables, problems, onChange }: VariablesFieldProps) {
  const change = (key: number, next: Partial<DraftVariable>) =>
    onChange(variables.map((variable) => (variable.key === key ? { ...variable, ...next } : variable)));
  const add = () => {
    const key = Math.max(-1, ...variables.map((variable) => variable.key)) + 1;
    onChange([...variables, { key, name: '', value: '', secret: false }]);
  };
  return (
    <div className="flex flex-col gap-2">
      {variables.map(({ key, name, value, secret }) => {
        const problem = problems.get(key);
        const called = name || 'new variable';
        return (
          <div key={key}>
            <div className="flex items-center gap-2">
              <Input
                aria-label={`Name of ${called}`}
                aria-invalid={problem !== undefined || undefined}
                value={name}
                placeholder="NAME"
                onChange={(event) => change(key, { name: event.target.value })}
                className="w-2/5 font-mono text-sm"
              />
              <Input
                aria-label={`Value of ${called}`}
                type={secret ? 'password' : 'text'}
                autoComplete="new-password"
                value={value ?? ''}
                placeholder={value === null ? 'stored, not shown' : 'value'}
                onChange={(event) => change(key, { value: event.target.value })}
                className="flex-1 font-mono text-sm"
              />
              <Checkbox
                checked={secret}
                // What was secret can't be shown again, so making it plain asks for the value anew.
                onChange={(next) => change(key, { secret: next, ...(!next && value === null && { value: '' }) })}
                label="Secret"
                className="items-center [&_button]:mt-0"
              />
              <IconButton
                icon={Trash2}
                label={`Remove ${called}`}
                onClick={() => onChange(variables.filter((variable) => variable.key !== key))}
              />
            </div>
            {problem && (
              <p role="alert" className="mt-1 text-danger-text text-sm">
                {problem}
              </p>
            )}
          </div>
        );
      })}
      <Button onClick={add} className="self-start">
        <Plus aria-hidden size={14} />
        Add variable
      </Button>
    </div>
  );
}
