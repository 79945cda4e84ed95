import type { ServerResponse } from 'node:http';

/** Refuse a request of git: it prints a plain text beneath its own error, line by line, and nothing of any other type. */
export function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${sentence}\n`);
}
