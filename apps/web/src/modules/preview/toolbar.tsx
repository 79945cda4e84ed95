import {
  ArrowLeft,
  ArrowRight,
  CircleStop,
  CircleX,
  Ellipsis,
  ExternalLink,
  Link2,
  RotateCw,
  Share2,
  SquareTerminal,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../components/icon-button.tsx';
import { DropdownMenu, type MenuItem } from '../../components/menu.tsx';
import { Popover } from '../../components/popover.tsx';
import { createStore, useStore } from '../../hooks/store.ts';
import { AddressField } from './address-field.tsx';
import { copy } from './copy.ts';
import { DeviceMenu } from './device-menu.tsx';
import type { PreviewFrame } from './frame.ts';
import { countOf, newFrame } from './frame-state.ts';
import type { PreviewState } from './preview-state.ts';
import { ProblemsList } from './problems-list.tsx';

interface ToolbarProps {
  frame: PreviewFrame | null;
  state: PreviewState;
  /** Shown while there is no frame. */
  path: string;
  /** At the left of the address: what it is an address of. */
  lead: ReactNode;
  onChange: (change: Partial<PreviewState>) => void;
  onGo: (path: string) => void;
  /** Null where it can't be shared. */
  onShare: (() => void) | null;
  /** Null where no dev server of ours runs. */
  onLog: (() => void) | null;
  onStop: (() => void) | null;
}

const NO_FRAME = createStore(newFrame('/'));

/** What people expect around a page: back, forward, reload, the address, the size of the screen, its errors. */
export function Toolbar({ frame, state, path, lead, onChange, onGo, onShare, onLog, onStop }: ToolbarProps) {
  const page = useStore(frame?.state ?? NO_FRAME);
  const steps = frame !== null && page.speaks;
  const href = page.address === null ? null : new URL(page.path, page.address).href;
  const more: MenuItem[] = [
    {
      label: 'Open in a tab',
      icon: ExternalLink,
      disabled: href === null,
      onSelect: () => href !== null && void window.open(href, '_blank', 'noopener'),
    },
    {
      label: 'Copy link',
      icon: Link2,
      disabled: href === null,
      onSelect: () => href !== null && copy(href, 'Link copied. It asks for a login here.'),
    },
    ...(onShare ? [{ label: 'Share…', icon: Share2, onSelect: onShare }] : []),
    ...(onLog || onStop ? (['separator'] as const) : []),
    ...(onLog ? [{ label: 'Show the dev server’s log', icon: SquareTerminal, onSelect: onLog }] : []),
    ...(onStop ? [{ label: 'Stop the dev server', icon: CircleStop, onSelect: onStop }] : []),
  ];
  return (
    <div
      role="toolbar"
      aria-label="Preview"
      className="flex h-9 shrink-0 items-center gap-0.5 border-b bg-surface px-1.5"
    >
      <IconButton icon={ArrowLeft} label="Back" disabled={!steps || !page.canGoBack} onClick={() => frame?.back()} />
      <IconButton
        icon={ArrowRight}
        label="Forward"
        disabled={!steps || !page.canGoForward}
        onClick={() => frame?.forward()}
      />
      <IconButton icon={RotateCw} label="Reload" disabled={frame === null} onClick={() => frame?.reload()} />
      <div className="flex min-w-0 flex-1 items-center px-1">
        {lead}
        <AddressField
          path={frame ? page.path : path}
          disabled={frame === null}
          className="rounded-l-none border-l-0"
          onGo={(next) => {
            onGo(next);
            frame?.go(next);
          }}
        />
      </div>
      <Problems frame={frame} page={page} />
      <DeviceMenu
        device={state.device}
        rotated={state.rotated}
        onChange={(device, rotated) => onChange({ device, rotated })}
      />
      <DropdownMenu items={more}>
        <IconButton icon={Ellipsis} label="More of the preview" />
      </DropdownMenu>
    </div>
  );
}

function Problems({ frame, page }: { frame: PreviewFrame | null; page: ReturnType<typeof newFrame> }) {
  const errors = countOf(page.problems, 'error');
  const all = errors + countOf(page.problems, 'warn');
  const label = all === 0 ? 'Console: no errors' : `Console: ${errors} errors, ${all - errors} warnings`;
  return (
    <Popover
      label="Console of the preview"
      align="end"
      className="w-110"
      trigger={
        <button
          type="button"
          aria-label={label}
          title={label}
          disabled={frame === null}
          className="inline-flex h-7 shrink-0 items-center gap-1 rounded-md px-1.5 text-muted transition-colors hover:bg-hover hover:text-text disabled:opacity-40 data-[state=open]:bg-hover"
        >
          <CircleX aria-hidden size={15} strokeWidth={1.75} className={errors > 0 ? 'text-danger-text' : undefined} />
          {all > 0 && (
            <span className={errors > 0 ? 'font-medium text-danger-text text-sm tabular-nums' : 'text-sm tabular-nums'}>
              {all > 99 ? '99+' : all}
            </span>
          )}
        </button>
      }
    >
      <ProblemsList problems={page.problems} onClear={() => frame?.clearProblems()} />
    </Popover>
  );
}
