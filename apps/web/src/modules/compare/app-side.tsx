import { useEffect } from 'react';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { useStore } from '../../hooks/store.ts';
import type { DeviceId } from '../preview/devices.ts';
import { FollowSession } from '../preview/follow-session.tsx';
import type { PreviewFrame } from '../preview/frame.ts';
import { FrameFailure } from '../preview/frame-failure.tsx';
import { FrameView } from '../preview/frame-view.tsx';
import { Instead } from '../preview/instead.tsx';
import { DevLog } from '../preview/lazy-dev-log.tsx';
import { PortPicker } from '../preview/port-picker.tsx';
import { portToShow } from '../preview/ports.ts';
import { Stage } from '../preview/stage.tsx';
import { useStartWhenReady } from '../preview/start-branch.ts';
import { appOf, useFrame } from '../preview/use-frame.ts';
import { useTarget } from '../preview/use-target.ts';

interface AppSideProps {
  environmentId: string;
  branch: string;
  /** Where it begins; after that the frames lead each other. */
  path: string;
  /** Null for the port that is found. */
  chosen: number | null;
  onPort: (port: number) => void;
  device: DeviceId | null;
  rotated: boolean;
  /** The frame that is shown, or none yet. */
  onFrame: (frame: PreviewFrame | null) => void;
}

/** The app of one of two branches, or the way to it. */
export function AppSide({ environmentId, branch, path, chosen, onPort, device, rotated, onFrame }: AppSideProps) {
  const target = useTarget(environmentId, branch);
  useStartWhenReady(target);
  const found = target.ports.map(({ port }) => port);
  const port = chosen ?? portToShow(found, null, target.devServer?.port ?? null);
  const id = target.session?.id ?? null;
  const { frames, frame } = useFrame(target.running && id !== null && port !== null ? appOf(id, port) : null, path);

  useEffect(() => {
    onFrame(frame);
    return () => onFrame(null);
  }, [frame, onFrame]);

  return (
    <>
      <div className="flex h-8 shrink-0 items-center gap-2 border-b bg-surface px-3 text-sm">
        <span className="truncate font-medium">{branch}</span>
        {target.running && <PortPicker ports={target.ports} port={port} onPort={onPort} alone />}
        {frame && <Where frame={frame} path={path} />}
      </div>
      <section aria-label={`App of ${branch}`} className="relative min-h-0 flex-1 bg-bg">
        {target.running && id !== null && <FollowSession key={id} sessionId={id} />}
        <Stage device={frame ? device : null} rotated={rotated}>
          {frames.map((each) => (
            <FrameView key={each.key} frame={each} name={`App of ${branch}`} shown={each === frame} />
          ))}
        </Stage>
        {!frame && (
          <div className="absolute inset-0 overflow-y-auto bg-bg">
            {target.pending ? (
              <SkeletonRows rows={4} />
            ) : (
              <Instead
                environmentId={environmentId}
                target={target}
                port={chosen}
                log={(devServer, session) =>
                  devServer.terminalId !== null && <DevLog sessionId={session.id} terminalId={devServer.terminalId} />
                }
              />
            )}
          </div>
        )}
        {frame && <FrameFailure frame={frame} />}
      </section>
    </>
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
