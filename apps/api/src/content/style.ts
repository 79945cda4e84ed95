import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ASSETS = join(import.meta.dirname, 'assets');

/**
 * The style of content pages. It stands in each of them, for a branch is an origin that the browser has kept nothing of: a page is
 * drawn when it is there, without another request. Hence no `<` may be in it.
 */
export const STYLE = ['content.css', 'prose.css'].map((name) => readFileSync(join(ASSETS, name), 'utf8')).join('\n');

/** What a page's policy says of it: this text and no other. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
