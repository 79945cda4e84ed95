import { expect } from 'vitest';
import { type Client, Craftastic, ready, settled } from './craftastic.ts';
import { runDevServer } from './dev-server.ts';
import { Visitor } from './preview-visitor.ts';

/** A server with a session in which a program listens. */
export class PreviewGround {
  readonly craftastic: Craftastic;
  readonly client: Client;
  readonly environmentId: string;
  readonly sessionId: string;
  readonly port: number;

  private constructor(parts: Pick<PreviewGround, 'craftastic' | 'client' | 'environmentId' | 'sessionId' | 'port'>) {
    this.craftastic = parts.craftastic;
    this.client = parts.client;
    this.environmentId = parts.environmentId;
    this.sessionId = parts.sessionId;
    this.port = parts.port;
  }

  static async start(): Promise<PreviewGround> {
    const craftastic = await Craftastic.start();
    const client = craftastic.client();
    await client.auth.updateMe({ name: 'Ada Lovelace', email: 'ada@example.com' });
    const environmentId = (await ready(client, (await client.environments.create({ name: 'Shop' })).id)).id;
    const made = await client.sessions.create({ environmentId, branch: 'main' });
    const sessionId = (await settled(client, made.id)).id;
    const { port } = await runDevServer(client, sessionId);
    return new PreviewGround({ craftastic, client, environmentId, sessionId, port });
  }

  /** The host of a port's preview, with our own port. */
  hostOf(port: number, sessionId: string): string {
    return `${port}--${sessionId}.localhost:${this.craftastic.port}`;
  }

  /** A browser that was let in. */
  async visitor(path: string, port: number): Promise<{ browser: Visitor; origin: string }> {
    const { url, origin } = await this.client.previews.open({ sessionId: this.sessionId, port, path });
    const browser = new Visitor();
    expect(await browser.visit(url)).toMatchObject({ status: 200, url: origin + path });
    return { browser, origin };
  }
}

/** The headers that the program got, by the name as it came. */
export const received = (body: string): { url: string; method: string; headers: [string, string][] } => {
  const { url, method, raw } = JSON.parse(body) as { url: string; method: string; raw: string[] };
  return { url, method, headers: raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : [])) };
};
