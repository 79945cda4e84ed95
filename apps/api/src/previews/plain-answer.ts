import type { IncomingMessage, ServerResponse } from 'node:http';

/** Somebody looks at the answer; else a script or a program reads it. */
export const wantsPage = ({ headers }: IncomingMessage) =>
  headers['sec-fetch-mode'] === 'navigate' ||
  (headers['sec-fetch-mode'] === undefined && /\btext\/html\b/.test(headers.accept ?? ''));

export function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).end();
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' })
    .end(text);
}
