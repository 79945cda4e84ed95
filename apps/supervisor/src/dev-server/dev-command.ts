import type { DevServer } from '@craftastic/contract/dev-server';
import type { Devcontainer } from './devcontainer.ts';

export interface DevSettings {
  /** Empty for none. */
  command: string;
  port: number | null;
}

/** What starts the dev server, and who says so: a person's word first, a guess last. */
export function devCommand(
  settings: DevSettings,
  devcontainer: Devcontainer | null,
  packageScript: string | null,
): Pick<DevServer, 'command' | 'source'> & { port: number | null } {
  const port = settings.port ?? devcontainer?.port ?? null;
  const command = settings.command.trim();
  if (command !== '') return { command, source: 'settings', port };
  if (devcontainer?.devCommand) return { command: devcontainer.devCommand, source: 'devcontainer', port };
  return { command: packageScript, source: packageScript === null ? null : 'package', port };
}
