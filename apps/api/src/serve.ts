import { DatabaseError } from '@craftastic/db/embedded-postgres';
import { SandboxError } from '@craftastic/runtime/runtime';
import { log } from './http/log.ts';
import { readSettings, SettingsError, VERSION } from './settings.ts';
import { start } from './start.ts';

/** Signals closer together than this are one keypress. */
const SECOND_SIGNAL_MS = 1000;

/** The server as a program: reads the settings, starts, prints the address, ends cleanly when asked to. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  let ending: Promise<void> | undefined;
  let server: Awaited<ReturnType<typeof start>> | undefined;
  let endingSince = 0;
  const end = (signal: string) => {
    if (ending) {
      // A second Ctrl-C means now. But npm passes the first one on, which the terminal has sent to us already.
      if (Date.now() - endingSince > SECOND_SIGNAL_MS) process.exit(130);
      return;
    }
    endingSince = Date.now();
    process.stdout.write(`\n${signal === 'SIGINT' ? 'Stopping; running sessions go on.' : 'Stopping.'}\n`);
    ending = (server?.close() ?? Promise.resolve()).then(
      () => process.exit(0),
      (error) => {
        log.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));

  server = await start(settings);
  const { app, loginUrl, reconciled } = server;
  const lines = [
    `Craftastic ${VERSION}`,
    '',
    `  Open      ${loginUrl}`,
    `  Runtime   ${app.runtime.name}: ${app.runtime.reason}`,
    `  Network   ${app.runtime.network?.reason}`,
    `  Database  ${app.database.kind === 'embedded' ? `embedded PostgreSQL in ${app.paths.postgres}` : 'the one of DATABASE_URL'}`,
    ...reconciled.map((line) => `  ${line}`),
    '',
    'Ctrl-C stops the server.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

main().catch((error: NodeJS.ErrnoException) => {
  const known = error instanceof SettingsError || error instanceof DatabaseError || error instanceof SandboxError;
  if (error.code === 'ENOSPC') process.stderr.write('The disk is full. Free some space, then start again.\n');
  else if (known) process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`The server could not start: ${error.stack ?? error}\n`);
  process.exit(1);
});
