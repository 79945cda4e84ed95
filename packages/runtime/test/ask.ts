import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Post to the test supervisor behind `{runDirectory}/supervisor.sock`. */
export async function ask(runDirectory: string, path: string, body = ''): Promise<string> {
  const call = request({ socketPath: `${runDirectory}/supervisor.sock`, path, method: 'POST', agent: false });
  call.end(body);
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  return text(response);
}

/** Run a program in the sandbox. */
export async function run(
  runDirectory: string,
  ...command: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  return JSON.parse(await ask(runDirectory, '/run', JSON.stringify(command)));
}
