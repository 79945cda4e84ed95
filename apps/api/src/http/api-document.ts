import type { ServerResponse } from 'node:http';
import { api } from '@craftastic/contract/api';
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { VERSION } from '../settings.ts';

let made: Promise<string> | undefined;

/** `GET /api/openapi.json`: the contract as OpenAPI, made once. */
export async function serveApiDocument(response: ServerResponse): Promise<void> {
  made ??= generate();
  response.writeHead(200, { 'content-type': 'application/json' }).end(await made);
}

async function generate(): Promise<string> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(api, {
    info: { title: 'Craftastic', version: VERSION },
    servers: [{ url: '/api' }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  });
  return JSON.stringify(document);
}
