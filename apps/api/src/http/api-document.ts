import type { ServerResponse } from 'node:http';
import { api } from '@craftastic/contract/api';
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { VERSION } from '../settings.ts';
import { apiPage } from './api-page.ts';

let made: ReturnType<typeof generate> | undefined;

/** `GET /api/openapi.json` and `GET /api/docs`: the contract as OpenAPI, as data and as a page; made once. */
export async function serveApiDocument(response: ServerResponse, form: 'json' | 'page'): Promise<void> {
  made ??= generate();
  const document = await made;
  if (form === 'json') response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  else
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(apiPage(document as Parameters<typeof apiPage>[0]));
}

function generate() {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  return generator.generate(api, {
    info: { title: 'Craftastic', version: VERSION },
    servers: [{ url: '/api' }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  });
}
