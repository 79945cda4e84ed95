import { Html, html } from './html.ts';
import { STYLE } from './style.ts';

/** A page, and the same as data; or where what was asked for is now. */
export type Shown = PageContent | { moved: string };

export interface PageContent {
  title: string;
  body: Html;
  json: unknown;
  /** What is looked at, and in which state: a page that is told of another one fetches itself anew. */
  state?: string;
}

/** The document around a page. */
export function page({ title, body, state }: PageContent): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
<script src="/__craftastic/bridge.js" defer></script>
<script src="/__craftastic/content.js" defer></script>
</head>
<body data-state="${state ?? ''}">
${body}
</body>
</html>
`;
}
