import { parentPort } from 'node:worker_threads';
import { type Body, type Rendered, render } from './render.ts';

/** A body, and what became of it, in a thread of their own. */
export interface Asked {
  id: number;
  body: Body;
}
/** `begun`: the thread is there and at work, and from now on its time counts. */
export type Answered = { id: number } & ({ begun: true } | { rendered: Rendered } | { error: string });

parentPort?.on('message', ({ id, body }: Asked) => {
  parentPort?.postMessage({ id, begun: true } satisfies Answered);
  let answer: Answered;
  try {
    answer = { id, rendered: render(body) };
  } catch (error) {
    answer = { id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
});
