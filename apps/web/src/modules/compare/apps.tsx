import { Link2, Link2Off, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../components/icon-button.tsx';
import { useStore } from '../../hooks/store.ts';
import { AddressField } from '../preview/address-field.tsx';
import { DeviceMenu } from '../preview/device-menu.tsx';
import type { DeviceId } from '../preview/devices.ts';
import type { PreviewFrame } from '../preview/frame.ts';
import { AppSide } from './app-side.tsx';
import { Pictures } from './pictures.tsx';
import { useLinked } from './use-linked.ts';

interface AppsProps {
  environmentId: string;
  from: string;
  to: string;
  path: string;
  pictures: boolean;
  onPath: (path: string) => void;
}

/** Two branches' apps side by side; linked, they scroll and navigate as one. */
export function AppComparison({ environmentId, from, to, path, pictures, onPath }: AppsProps) {
  const [frames, setFrames] = useState<{ from: PreviewFrame | null; to: PreviewFrame | null }>({
    from: null,
    to: null,
  });
  const [setters] = useState(() => ({
    from: (frame: PreviewFrame | null) => setFrames((now) => ({ ...now, from: frame })),
    to: (frame: PreviewFrame | null) => setFrames((now) => ({ ...now, to: frame })),
  }));
  const [linked, setLinked] = useState(true);
  const [device, setDevice] = useState<DeviceId | null>(null);
  const [rotated, setRotated] = useState(false);
  useLinked(frames, linked, path, onPath);

  return (
    <div className="flex h-full min-h-0 flex-col">
      <div
        role="toolbar"
        aria-label="Both apps"
        className="flex h-9 shrink-0 items-center gap-0.5 border-b bg-surface px-2"
      >
        <IconButton
          icon={RotateCw}
          label="Reload both"
          disabled={!frames.from && !frames.to}
          onClick={() => {
            frames.from?.reload();
            frames.to?.reload();
          }}
        />
        <div className="flex min-w-0 flex-1 px-1">
          <AddressField path={path} disabled={!frames.from && !frames.to} onGo={onPath} className="rounded-md" />
        </div>
        <IconButton
          icon={linked ? Link2 : Link2Off}
          label="Scroll and navigate together"
          pressed={linked}
          onClick={() => setLinked(!linked)}
        />
        <DeviceMenu
          device={device}
          rotated={rotated}
          onChange={(next, turned) => {
            setDevice(next);
            setRotated(turned);
          }}
        />
      </div>
      <div className="relative min-h-0 flex-1">
        <div className="flex h-full divide-x divide-border">
          {(['from', 'to'] as const).map((side) => {
            const branch = side === 'from' ? from : to;
            return (
              <div key={side} className="flex min-h-0 min-w-0 flex-1 flex-col">
                <Caption branch={branch} frame={frames[side]} path={path} />
                <AppSide
                  key={branch}
                  environmentId={environmentId}
                  branch={branch}
                  path={path}
                  device={device}
                  rotated={rotated}
                  onFrame={setters[side]}
                />
              </div>
            );
          })}
        </div>
        {/* Over the frames, which stay as they are: they are what is taken a picture of. */}
        {pictures && (
          <div className="absolute inset-0 bg-bg">
            <Pictures from={frames.from} to={frames.to} names={{ from, to }} />
          </div>
        )}
      </div>
    </div>
  );
}

function Caption({ branch, frame, path }: { branch: string; frame: PreviewFrame | null; path: string }) {
  return (
    <div className="flex h-8 shrink-0 items-center gap-2 border-b bg-surface px-3 text-sm">
      <span className="truncate font-medium">{branch}</span>
      {frame && <Where frame={frame} path={path} />}
    </div>
  );
}

function Where({ frame, path }: { frame: PreviewFrame; path: string }) {
  const page = useStore(frame.state);
  return (
    <>
      <span className="min-w-0 flex-1 truncate text-muted">{page.title}</span>
      {page.path !== path && !page.loading && (
        <span className="max-w-1/2 truncate font-mono text-warning-text" title={`This branch leads to ${page.path}`}>
          {page.path}
        </span>
      )}
    </>
  );
}
