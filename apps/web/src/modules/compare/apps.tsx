import { Link2, Link2Off, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../components/icon-button.tsx';
import { AddressField } from '../preview/address-field.tsx';
import { DeviceMenu } from '../preview/device-menu.tsx';
import type { DeviceId } from '../preview/devices.ts';
import type { PreviewFrame } from '../preview/frame.ts';
import { AppSide } from './app-side.tsx';
import type { Side } from './linked.ts';
import { Pictures } from './pictures.tsx';
import { useLinked } from './use-linked.ts';

interface AppsProps {
  environmentId: string;
  from: string;
  to: string;
  path: string;
  /** Null for the one that is found. */
  ports: Record<Side, number | null>;
  pictures: boolean;
  onPort: (side: Side, port: number) => void;
  onPath: (path: string) => void;
}

/** Two branches' apps side by side; linked, they scroll and navigate as one. */
export function AppComparison({ environmentId, from, to, path, ports, pictures, onPort, onPath }: AppsProps) {
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
                <AppSide
                  key={branch}
                  environmentId={environmentId}
                  branch={branch}
                  path={path}
                  chosen={ports[side]}
                  onPort={(port) => onPort(side, port)}
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
