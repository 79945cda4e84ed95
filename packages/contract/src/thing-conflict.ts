import { z } from 'zod';

/** What of a Thing can be edited. */
export const Editable = z.object({
  type: z.string(),
  data: z.record(z.string(), z.unknown()).describe('Its keys, without $id, $type and $source'),
  content: z.string().nullable().describe('Body of a Markdown or MDX file; null for a file that is data alone'),
});
export type Editable = z.infer<typeof Editable>;

/** A field that both sides changed. A side that has no such field has no value here. */
export const FieldConflict = z.object({
  path: z.array(z.string()).min(1).describe('Keys from the outside in; [$type] for the type'),
  base: z.unknown().optional(),
  mine: z.unknown().optional(),
  theirs: z.unknown().optional(),
});
export type FieldConflict = z.infer<typeof FieldConflict>;

/** A part of a merged body. One that both sides changed has all three texts. */
export const Hunk = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('conflict'), base: z.string(), mine: z.string(), theirs: z.string() }),
]);
export type Hunk = z.infer<typeof Hunk>;

/** An edit that meets another one in git. Kept with the person's version until that is saved in another form, or dropped. */
export const ThingConflict = z.object({
  $id: z.string(),
  ns: z.string(),
  branch: z.string(),
  path: z.string().describe('In the repository'),
  base: z.object({ version: z.number().int(), ...Editable.shape }).describe('What the edit began from'),
  mine: Editable,
  theirs: z
    .object({ version: z.number().int(), commit: z.string(), ...Editable.shape })
    .nullable()
    .describe('As git has it now; null where the file is gone there'),
  merged: Editable.describe('All that could be merged, with what is theirs where something could not'),
  fields: z.array(FieldConflict),
  body: z.array(Hunk).nullable().describe('The body in parts; null where it could be merged'),
  next: z
    .number()
    .int()
    .describe('The version to give as `base` when the resolved edit is saved: what was seen here is then overwritten'),
  message: z.string(),
  createdAt: z.iso.datetime(),
});
export type ThingConflict = z.infer<typeof ThingConflict>;
