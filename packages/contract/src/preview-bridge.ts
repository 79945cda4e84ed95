import { z } from 'zod';

/**
 * What a previewed page and the pane around it say to each other by `postMessage`. Both ends check the other's origin,
 * and the pane also the form: the page, and so all of {@link FromPreview}, is hostile.
 */
export const PREVIEW_BRIDGE = 'craftastic-preview';

/** A part of the way that can be scrolled, from 0 to 1. */
const Fraction = z.number().min(0).max(1);
const RequestId = z.string().min(1).max(64);
/** Of the page's own origin, with query and fragment. */
const Path = z.string().max(4096).startsWith('/');

const bridge = z.literal(PREVIEW_BRIDGE);

/** From the page to the pane. */
export const FromPreview = z.discriminatedUnion('type', [
  /** A document has begun; nothing of it has run yet. */
  z.object({ bridge, type: z.literal('ready'), path: Path }),
  z.object({ bridge, type: z.literal('path'), path: Path, canGoBack: z.boolean(), canGoForward: z.boolean() }),
  z.object({ bridge, type: z.literal('title'), title: z.string().max(300) }),
  z.object({ bridge, type: z.literal('loaded') }),
  z.object({ bridge, type: z.literal('scroll'), x: Fraction, y: Fraction }),
  z.object({
    bridge,
    type: z.literal('console'),
    level: z.enum(['error', 'warn']),
    source: z.enum(['console', 'error', 'rejection']),
    text: z.string().max(10_000),
    location: z.string().max(1000).nullable(),
  }),
  /** PNG as a data URL, or why there is none. */
  z.object({
    bridge,
    type: z.literal('picture'),
    id: RequestId,
    dataUrl: z
      .string()
      .max(32 * 1024 * 1024)
      .regex(/^data:image\/png;base64,[A-Za-z0-9+/=]*$/)
      .nullable(),
    error: z.string().max(1000).nullable(),
  }),
  /** Keys that lead out of the page were pressed in it, and it made nothing of them. */
  z.object({ bridge, type: z.literal('shortcut'), command: z.enum(['palette', 'branches', 'preview']) }),
  /** One of our own pages is shown in place of the app's. */
  z.object({
    bridge,
    type: z.literal('placeholder'),
    reason: z.enum(['logged-out', 'not-listening', 'session-stopped', 'failed']),
  }),
]);
export type FromPreview = z.infer<typeof FromPreview>;

/** From the pane to the page. */
export const ToPreview = z.discriminatedUnion('type', [
  z.object({ bridge, type: z.literal('navigate'), path: Path }),
  z.object({ bridge, type: z.literal('back') }),
  z.object({ bridge, type: z.literal('forward') }),
  z.object({ bridge, type: z.literal('reload') }),
  z.object({ bridge, type: z.literal('scroll'), x: Fraction, y: Fraction }),
  z.object({ bridge, type: z.literal('picture'), id: RequestId }),
]);
export type ToPreview = z.infer<typeof ToPreview>;
