import { contractError } from '@craftastic/contract/contract-error';
import express from 'express';

/** The longest call is a choice of 100,000 paths; the longest text one of 5 MB, of which JSON makes up to six times as much. */
const LIMIT = '32mb';
/** Who is not known has a token to show, and nothing longer. */
const LIMIT_OF_NOBODY = '16kb';
/** A call's body is at most some megabytes: who takes longer holds a place open on purpose. */
const BODY_LIMIT_MS = 60_000;

// Never unpacked: a small body could become a very large one.
const options = { inflate: false, strict: false, type: 'application/json' } as const;
const known = express.json({ ...options, limit: LIMIT });
const nobody = express.json({ ...options, limit: LIMIT_OF_NOBODY });

/**
 * Read the body of a call, so that the handlers behind find it in `request.body`. JSON only: what a form of another page can
 * send without asking is of another type. Throws TOO_LARGE and BAD_INPUT.
 */
export async function readJsonBody(
  request: express.Request,
  response: express.Response,
  caller: 'known' | 'nobody',
): Promise<void> {
  const timer = setTimeout(() => request.destroy(), BODY_LIMIT_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      const parse = caller === 'known' ? known : nobody;
      parse(request, response, (error: unknown) => (error ? reject(error) : resolve()));
    });
  } catch (error) {
    const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : null;
    // The rest of it is not read: the line can't be used again.
    response.setHeader('connection', 'close');
    if (type === 'entity.too.large') throw contractError('TOO_LARGE', { cause: error });
    throw contractError('BAD_INPUT', { message: 'The request’s body is not JSON in UTF-8.', cause: error });
  } finally {
    clearTimeout(timer);
  }
  const hasBody = Number(request.headers['content-length'] ?? 0) > 0 || 'transfer-encoding' in request.headers;
  if (!hasBody || request.body !== undefined || request.method === 'GET' || request.method === 'HEAD') return;
  response.setHeader('connection', 'close');
  throw contractError('BAD_INPUT', { message: 'The request’s body has to be application/json.' });
}
