import { z } from 'zod';
import { READ_SESSION } from './access.ts';
import { base } from './base.ts';
import { FilePath, OfSession } from './of-session.ts';
import { RenderedBody } from './things.ts';

/** Answered by the API: the sandbox of a session is no place to clean what is shown in a browser. */
export const markdown = {
  render: base
    .meta({ access: READ_SESSION })
    .route({
      method: 'POST',
      path: '/markdown/render',
      tags: ['files'],
      summary: 'The text of a Markdown or MDX file as HTML that is safe to show',
    })
    .input(
      OfSession.extend({
        path: FilePath.describe('Its links and pictures are relative to it'),
        text: z.string().max(1024 * 1024),
      }),
    )
    .output(RenderedBody),
};
