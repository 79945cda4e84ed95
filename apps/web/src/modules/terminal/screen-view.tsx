import { ALIVE_PARAMETER } from '@craftastic/contract/terminal-frames';
import type { Terminal } from '@craftastic/contract/terminals';
import { ClipboardCopy, ClipboardPaste, Eraser, FileText, Search, TextSelect } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { cn } from '../../components/cn.ts';
import { ContextMenu, type MenuItem } from '../../components/menu.tsx';
import { Spinner } from '../../components/spinner.tsx';
import { toast } from '../../components/toast.tsx';
import type { ConnectionState } from './connection.ts';
import { TerminalScreen } from './screen.ts';
import { registerScreen } from './screens.ts';
import { SearchBox } from './search-box.tsx';

interface ScreenViewProps {
  sessionId: string;
  terminal: Terminal;
  /** Hidden ones go on drawing into their buffer, and are there at once when chosen again. */
  shown: boolean;
  /** Take the focus when shown: it was opened or chosen by the user, not found by a reload. */
  autoFocus: boolean;
  onRestart: () => void;
  onClose: () => void;
}

const REFUSED_MS = 2500;

export function ScreenView({ sessionId, terminal, shown, autoFocus, onRestart, onClose }: ScreenViewProps) {
  const { id } = terminal;
  const host = useRef<HTMLDivElement>(null);
  const [screen, setScreen] = useState<TerminalScreen | null>(null);
  const [connection, setConnection] = useState<ConnectionState>('connecting');
  const [exitCode, setExitCode] = useState<number | null>(null);
  const [link, setLink] = useState<string | null>(null);
  const [finding, setFinding] = useState(false);
  const [found, setFound] = useState({ index: -1, count: 0 });
  const [foreignSize, setForeignSize] = useState<{ columns: number; rows: number } | null>(null);
  const refusals = useRefusals();
  const { refused } = refusals;

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const url = new URL(`/api/terminals/${id}/socket?sessionId=${sessionId}&${ALIVE_PARAMETER}`, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const made = new TerminalScreen(element, url.href, {
      onState: setConnection,
      onExit: setExitCode,
      onRefused: refused,
      onLink: setLink,
      onFind: () => setFinding(true),
      onSearchResults: setFound,
      onForeignSize: setForeignSize,
    });
    setScreen(made);
    const forget = registerScreen(id, made, () => setFinding(true));
    return () => {
      forget();
      made.dispose();
      setScreen(null);
    };
  }, [id, sessionId, refused]);

  useEffect(() => {
    if (shown && autoFocus) screen?.focus();
  }, [shown, autoFocus, screen]);

  const endFind = () => {
    setFinding(false);
    screen?.endFind();
    screen?.focus();
  };
  const menu = useMemo(() => (screen ? screenMenu(screen, () => setFinding(true)) : []), [screen]);
  const lost = connection === 'lost';

  return (
    <div
      role="tabpanel"
      aria-label={terminal.name}
      data-terminal={id}
      className={cn('absolute inset-0 flex-col', shown ? 'flex' : 'hidden')}
    >
      <ContextMenu items={menu}>
        <div className={cn('min-h-0 flex-1 overflow-hidden pt-1 pl-3 transition-opacity', lost && 'opacity-50')}>
          <div ref={host} className="size-full overflow-hidden" />
        </div>
      </ContextMenu>
      {exitCode !== null && <ExitBar exitCode={exitCode} onRestart={onRestart} onClose={onClose} />}
      {finding && screen && <SearchBox screen={screen} found={found} onClose={endFind} />}
      {lost && <Reconnecting refusedNow={refusals.now} />}
      {link && (
        <p className="pointer-events-none absolute bottom-2 left-3 z-20 max-w-[90%] truncate rounded-md border border-border bg-raised px-2 py-1 text-sm shadow-pop">
          <span className="text-muted">{/^(Mac|iP)/.test(navigator.platform) ? '⌘' : 'Ctrl'}+click to open </span>
          {link}
        </p>
      )}
      {foreignSize && !lost && (
        <div className="absolute right-3 bottom-2 z-10 flex items-center gap-2 rounded-md border border-border bg-raised py-0.5 pr-0.5 pl-2 text-muted text-sm shadow-pop">
          {foreignSize.columns} × {foreignSize.rows}, as in another window
          <Button variant="ghost" size="sm" onClick={() => screen?.fit()}>
            Fit here
          </Button>
        </div>
      )}
    </div>
  );
}

/** A key that could not be sent is answered for a moment, not with a lasting alarm. */
function useRefusals(): { now: boolean; refused: () => void } {
  const [now, setNow] = useState(false);
  const timer = useRef<number | undefined>(undefined);
  const refused = useMemo(
    () => () => {
      setNow(true);
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => setNow(false), REFUSED_MS);
    },
    [],
  );
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return { now, refused };
}

function Reconnecting({ refusedNow }: { refusedNow: boolean }) {
  return (
    <div
      role="status"
      className="absolute top-2 right-4 z-20 flex animate-fade items-center gap-2 rounded-md border border-border bg-raised px-2.5 py-1.5 shadow-pop"
    >
      <Spinner size={12} className="text-warning-text" />
      <span>
        <span className="font-medium">Reconnecting…</span>{' '}
        <span className={refusedNow ? 'text-danger-text' : 'text-muted'}>
          {refusedNow ? 'What you type is not sent.' : 'The program goes on.'}
        </span>
      </span>
    </div>
  );
}

function ExitBar({ exitCode, onRestart, onClose }: { exitCode: number; onRestart: () => void; onClose: () => void }) {
  return (
    <div role="status" className="flex shrink-0 items-center gap-2 border-t bg-surface px-3 py-1.5">
      <span className={cn('flex-1', exitCode === 0 ? 'text-muted' : 'text-danger-text')}>
        {exitCode === 0 ? 'The program ended.' : `The program ended with exit code ${exitCode}.`}
      </span>
      <Button size="sm" onClick={onRestart}>
        Restart
      </Button>
      <Button size="sm" variant="ghost" onClick={onClose}>
        Close
      </Button>
    </div>
  );
}

function screenMenu(screen: TerminalScreen, onFind: () => void): MenuItem[] {
  const written = (what: Promise<void>) => void what.catch((thrown) => toast.failed('Could not copy', thrown));
  return [
    { label: 'Copy', icon: ClipboardCopy, shortcut: 'Ctrl+Shift+C', onSelect: () => written(screen.copySelection()) },
    {
      label: 'Paste',
      icon: ClipboardPaste,
      shortcut: 'Ctrl+Shift+V',
      onSelect: () =>
        void navigator.clipboard
          .readText()
          .then((text) => screen.paste(text))
          .catch((thrown) => toast.failed('The browser does not let us read the clipboard; use the keys', thrown)),
    },
    { label: 'Select all', icon: TextSelect, onSelect: () => screen.selectAll() },
    { label: 'Copy all output', icon: FileText, onSelect: () => written(navigator.clipboard.writeText(screen.text())) },
    'separator',
    { label: 'Find', icon: Search, shortcut: 'Mod+F', onSelect: onFind },
    { label: 'Clear', icon: Eraser, onSelect: () => screen.clear() },
  ];
}
