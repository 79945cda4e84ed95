import { type FormEvent, useRef, useState } from 'react';
import { cn } from '../../components/cn.ts';
import { controlClass } from '../../components/field.tsx';
import { pathOf, shownPath } from './address.ts';

interface AddressFieldProps {
  path: string;
  disabled: boolean;
  className?: string;
  onGo: (path: string) => void;
}

/** The path that is shown; while it is edited it stays as it is typed. Escape gives it back. */
export function AddressField({ path, disabled, className, onGo }: AddressFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [edit, setEdit] = useState<{ of: string; text: string } | null>(null);
  // On another page, or another branch's, what was half typed is about the one before.
  const text = edit?.of === path ? edit.text : shownPath(path);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    onGo(pathOf(text));
    setEdit(null);
    input.current?.blur();
  };
  return (
    <form onSubmit={submit} className="min-w-0 flex-1">
      <input
        ref={input}
        aria-label="Path of the page"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        disabled={disabled}
        value={text}
        onChange={(event) => setEdit({ of: path, text: event.target.value })}
        onFocus={(event) => event.target.select()}
        onBlur={() => setEdit(null)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          setEdit(null);
          input.current?.blur();
        }}
        className={cn(controlClass, 'h-6.5 font-mono text-sm shadow-none', className)}
      />
    </form>
  );
}
