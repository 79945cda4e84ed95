import { useEffect } from 'react';
import { SkeletonRows } from '../../components/skeleton.tsx';
import type { DeviceId } from '../preview/devices.ts';
import { FollowSession } from '../preview/follow-session.tsx';
import type { PreviewFrame } from '../preview/frame.ts';
import { FrameFailure } from '../preview/frame-failure.tsx';
import { FrameView } from '../preview/frame-view.tsx';
import { Instead } from '../preview/instead.tsx';
import { DevLog } from '../preview/lazy-dev-log.tsx';
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
  device: DeviceId | null;
  rotated: boolean;
  /** The frame that is shown, or none yet. */
  onFrame: (frame: PreviewFrame | null) => void;
}

/** The app of one of two branches, or the way to it. */
export function AppSide({ environmentId, branch, path, device, rotated, onFrame }: AppSideProps) {
  const target = useTarget(environmentId, branch);
  useStartWhenReady(target);
  const found = target.ports.map(({ port }) => port);
  const port = portToShow(found, null, target.devServer?.port ?? null);
  const id = target.session?.id ?? null;
  const { frames, frame } = useFrame(target.running && id !== null && port !== null ? appOf(id, port) : null, path);

  useEffect(() => {
    onFrame(frame);
    return () => onFrame(null);
  }, [frame, onFrame]);

  return (
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
              port={null}
              log={(devServer, session) =>
                devServer.terminalId !== null && <DevLog sessionId={session.id} terminalId={devServer.terminalId} />
              }
            />
          )}
        </div>
      )}
      {frame && <FrameFailure frame={frame} />}
    </section>
  );
}
