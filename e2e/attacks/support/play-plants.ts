import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Attack, playAll } from './attack.ts';
import { drivePanel, driveSync } from './drive.ts';
import { type Ground, gitByHand, openGround, type Target, takeCanary } from './ground.ts';
import { canaryProgram, type Plant } from './plants.ts';

let ground: Ground;

/**
 * Repositories that were made hostile from inside a session, against what the server does with them: by the panel, and by
 * itself. Whatever runs, has to run in that session's own sandbox, where its owner runs what they like anyway; never on the
 * host, and never in the repository sandbox, which sees the sessions of others.
 */
export function playPlants(plants: readonly Plant[]): void {
  beforeAll(async () => {
    ground = await openGround();
  }, 240_000);
  afterAll(() => ground?.[Symbol.asyncDispose](), 120_000);
  for (const plant of plants) playAll(plant.name, () => ground, attacksOf(plant));
}

const canaryOf = (target: Target) => takeCanary(join(ground.outside, 'won'), join(target.root, 'won'));

/** On this machine, so that git by hand needs no token. */
const originDirectory = ({ url }: Target) =>
  ground.remote.directoryOf(new URL(url).pathname.slice(1).replace(/\.git$/, ''));

async function planted(plant: Plant): Promise<Target> {
  const target = await ground.target();
  const canary = join(target.bare, 'canary.sh');
  await writeFile(canary, canaryProgram(target, ground.outside));
  await chmod(canary, 0o755);
  const { output, code } = await target.inSession(
    `C='${canary}' B='${target.bare}' W='${target.worktree}'\n${plant.script}\ntrue`,
  );
  if (code !== 0) throw new Error(`It could not be planted: ${output}`);
  // Of the session itself, from its own watcher.
  await canaryOf(target);
  return target;
}

function attacksOf(plant: Plant): Attack<Ground>[] {
  let target: Target;
  const attack: Attack<Ground> = {
    name: `${plant.name}, from the panel`,
    wins: 'code outside its session',
    play: async () => {
      target = await planted(plant);
      await drivePanel(ground, target);
      return canaryOf(target);
    },
  };
  const sync: Attack<Ground> = {
    name: `${plant.name}, by the server itself`,
    wins: 'code in the repository sandbox or on the host',
    play: async () => {
      await driveSync(ground, target);
      const won = await canaryOf(target);
      await target.remove();
      return won;
    },
  };
  const { byHand } = plant;
  if (!byHand) return [attack, sync];
  const control = async () => {
    const fresh = await planted(plant);
    const canary = join(fresh.bare, 'canary.sh');
    if (byHand.before) await fresh.inSession(`W='${fresh.worktree}'\n${byHand.before}`);
    const places = { CANARY: canary, COPY: join(ground.outside, 'copy'), FROM: originDirectory(fresh) };
    const filled = (text: string) => text.replace(/CANARY|COPY|FROM/, (name) => places[name as keyof typeof places]);
    await writeFile(join(ground.outside, '.gitconfig'), filled(byHand.home ?? ''));
    await gitByHand(fresh[byHand.in], byHand.args.map(filled), ground.outside, byHand.input);
    const fired = await canaryOf(fresh);
    await fresh.remove();
    return fired;
  };
  return [attack, { ...sync, control }];
}
