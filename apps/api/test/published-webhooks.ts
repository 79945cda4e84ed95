import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { sign } from '@octokit/webhooks-methods';
import { z } from 'zod';

const Examples = z.array(
  z.object({ name: z.string(), examples: z.array(z.looseObject({ ref: z.string().optional() })) }),
);

/** GitHub's own examples of webhooks, as they were recorded, by the name of their event. */
export async function publishedWebhooks(name: string) {
  // Read and not imported: the compiler would work out the type of some megabytes of JSON.
  const path = createRequire(import.meta.url).resolve('@octokit/webhooks-examples');
  const found = Examples.parse(JSON.parse(await readFile(path, 'utf8'))).find((one) => one.name === name)?.examples;
  if (!found || found.length === 0) throw new Error(`there is no published webhook ${name}`);
  return found;
}

/** A delivery as GitHub makes it: what fetch needs beside the address. */
export async function delivery(options: { secret: string; name: string; id: string; payload: unknown }) {
  const body = JSON.stringify(options.payload);
  return {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/044aadd',
      'x-github-event': options.name,
      'x-github-delivery': options.id,
      'x-hub-signature-256': await sign(options.secret, body),
    },
  };
}
