import { ArrowDown, ArrowUp, CaseSensitive, Regex, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { cn } from '../../components/cn.ts';
import { IconButton } from '../../components/icon-button.tsx';
import type { TerminalScreen } from './screen.ts';

interface SearchBoxProps {
  screen: TerminalScreen;
  found: { index: number; count: number };
  onClose: () => void;
}

/** Find in the screen and its scrollback: Enter for the next one up, as what matters is what was printed last. */
export function SearchBox({ screen, found, onClose }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [matchCase, setMatchCase] = useState(false);
  const [regex, setRegex] = useState(false);
  const valid = !regex || isRegex(text);

  useEffect(() => input.current?.focus(), []);
  useEffect(() => {
    if (text === '' || !valid) screen.endFind();
    else screen.find(text, 'previous', { caseSensitive: matchCase, regex });
  }, [screen, text, matchCase, regex, valid]);

  const go = (direction: 'next' | 'previous') => {
    if (text !== '' && valid) screen.find(text, direction, { caseSensitive: matchCase, regex });
  };

  return (
    <search className="absolute top-1.5 right-4 z-20 flex animate-fade items-center gap-0.5 rounded-lg border border-border bg-raised p-1 shadow-pop">
      <input
        ref={input}
        aria-label="Find in terminal"
        placeholder="Find"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose();
          else if (event.key === 'Enter') go(event.shiftKey ? 'next' : 'previous');
          else return;
          event.preventDefault();
        }}
        className={cn('h-6 w-40 rounded-sm bg-transparent px-1.5 outline-none', !valid && 'text-danger-text')}
      />
      <span role="status" className="min-w-16 px-1 text-right text-muted text-sm tabular-nums">
        {text === '' ? '' : found.count === 0 ? 'No results' : `${found.index + 1 || '?'} of ${found.count}`}
      </span>
      <IconButton
        size="sm"
        icon={CaseSensitive}
        label="Match case"
        pressed={matchCase}
        onClick={() => setMatchCase(!matchCase)}
      />
      <IconButton size="sm" icon={Regex} label="Regular expression" pressed={regex} onClick={() => setRegex(!regex)} />
      <IconButton size="sm" icon={ArrowUp} label="Previous match" shortcut="Enter" onClick={() => go('previous')} />
      <IconButton size="sm" icon={ArrowDown} label="Next match" shortcut="Shift+Enter" onClick={() => go('next')} />
      <IconButton size="sm" icon={X} label="Close search" shortcut="Escape" onClick={onClose} />
    </search>
  );
}

function isRegex(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
