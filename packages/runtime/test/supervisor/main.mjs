// A supervisor for the tests of the runtimes: listens where it is told to, runs what it is asked to, tells what it sees.
import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const { runDirectory, failWith } = JSON.parse(process.env.CRAFTASTIC_SUPERVISOR);
if (failWith) {
  console.error(failWith);
  process.exit(3);
}

const server = createServer(async (request, response) => {
  const body = await text(request);
  if (request.url === '/exit') process.exit(Number(body));
  if (request.url === '/environment') response.end(JSON.stringify({ ...process.env, cwd: process.cwd() }));
  if (request.url === '/run') {
    const [command, ...args] = JSON.parse(body);
    execFile(command, args, (error, stdout, stderr) => {
      response.end(JSON.stringify({ code: error ? (error.code ?? 1) : 0, stdout, stderr }));
    });
  }
  // As a terminal does it: a session of its own, and a shell that does not heed SIGTERM or SIGHUP.
  if (request.url === '/terminal') {
    const shell = spawn('sh', ['-c', 'trap "" TERM HUP; while :; do sleep 1; done'], {
      detached: true,
      stdio: 'ignore',
    });
    shell.unref();
    response.end(String(shell.pid));
  }
  // What a shell leaves behind when it ends: a process that is nobody's descendant any more.
  if (request.url === '/orphan') {
    const shell = spawn('sh', ['-c', 'sleep 1000 >/dev/null 2>&1 & echo $!'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    response.end((await text(shell.stdout)).trim());
  }
});
process.on('SIGTERM', () => process.exit(0));
server.listen(`${runDirectory}/supervisor.sock`);
