import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';

export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  rawHeaders: string[];
  body: string;
}

type Headers = Record<string, string | string[]>;

/** A browser, as far as a preview host can tell: it asks by a host's name, wherever that leads, and keeps cookies by host. */
export class Visitor {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** One request, not followed; the caller reads the answer. */
  async start(url: string, options: { method?: string; headers?: Headers; body?: (to: ClientRequest) => void } = {}) {
    const { hostname, port, host, pathname, search } = new URL(url);
    const outgoing = request({
      host: '127.0.0.1',
      port,
      method: options.method ?? 'GET',
      path: pathname + search,
      headers: { host, ...this.#cookieHeader(hostname), ...options.headers },
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) =>
      outgoing.once('response', resolve).once('error', reject),
    );
    if (options.body) options.body(outgoing);
    else outgoing.end();
    const answer = await answered;
    for (const cookie of answer.headers['set-cookie'] ?? []) this.#keep(hostname, cookie);
    return answer;
  }

  async get(url: string, headers: Headers = {}): Promise<Answer> {
    const answer = await this.start(url, { headers });
    const { statusCode = 0, rawHeaders } = answer;
    return { status: statusCode, headers: answer.headers, rawHeaders, body: await text(answer) };
  }

  /** As an address typed in or a link: follows redirects, within hosts that are this machine. */
  async visit(url: string, headers: Headers = {}): Promise<Answer & { url: string }> {
    for (let at = url, left = 10; left > 0; left -= 1) {
      const answer = await this.get(at, { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', ...headers });
      if (answer.headers.location === undefined) return { ...answer, url: at };
      at = new URL(answer.headers.location, at).href;
    }
    throw new Error(`${url} leads round in circles`);
  }

  socket(url: string, headers: Headers = {}): WebSocket {
    const { hostname, port, host, pathname, search } = new URL(url);
    return new WebSocket(`ws://127.0.0.1:${port}${pathname}${search}`, {
      headers: { host, ...this.#cookieHeader(hostname), ...headers },
    });
  }

  cookiesOf(url: string): ReadonlyMap<string, string> {
    return this.#cookies.get(new URL(url).hostname) ?? new Map();
  }

  setCookie(url: string, name: string, value: string): void {
    this.#keep(new URL(url).hostname, `${name}=${value}`);
  }

  #keep(hostname: string, cookie: string): void {
    const [pair = ''] = cookie.split(';');
    const cookies = this.#cookies.get(hostname) ?? new Map<string, string>();
    this.#cookies.set(hostname, cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)));
  }

  #cookieHeader(hostname: string): Headers {
    const cookies = this.#cookies.get(hostname);
    return cookies ? { cookie: Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ') } : {};
  }
}
