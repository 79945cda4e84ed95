import { z } from 'zod';

/** Where a line of a Dockerfile begins, from 1: every refusal and failure names it. */
const line = z.number().int().positive();
const Word = z.string().max(64 * 1024);
const Name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/);

/** Words are as they are written: quotes and variables are taken out where the environment of the stage is known. */
const Arg = z.object({ do: z.literal('arg'), line, name: Name, value: Word.nullable() });

const Copy = z.object({
  do: z.literal('copy'),
  line,
  text: z.string(),
  /** A stage or an image; null for the build's context. */
  from: Word.nullable(),
  sources: z.array(Word).max(1000),
  /** Files whose content the Dockerfile itself has. */
  inline: z.array(z.object({ name: Word, content: z.string() })).max(100),
  target: Word,
  owner: Word.nullable(),
  mode: Word.nullable(),
});

const Run = z.object({
  do: z.literal('run'),
  line,
  text: z.string(),
  /** A shell's script, or a program with its arguments. */
  command: z.union([z.string(), z.array(z.string()).min(1)]),
  network: z.boolean(),
});

const Step = z.discriminatedUnion('do', [
  Arg,
  Copy,
  Run,
  z.object({ do: z.literal('env'), line, values: z.array(z.object({ name: Word, value: Word })).max(1000) }),
  z.object({ do: z.literal('workdir'), line, path: Word }),
  z.object({ do: z.literal('user'), line, user: Word }),
  z.object({ do: z.literal('shell'), line, shell: z.array(z.string()).min(1) }),
]);

const Stage = z.object({
  line,
  name: z.string().nullable(),
  from: Word,
  platform: Word.nullable(),
  steps: z.array(Step).max(1000),
});

/**
 * A Dockerfile as the repository's sandbox has read it, of what is supported here. There is no word in it for what would
 * reach for the machine: an address to download, a secret to mount, a right to gain.
 */
export const ImageBuild = z.object({
  /** Its path in the repository, for messages. */
  dockerfile: z.string(),
  /** The folder that COPY takes from, as a tree of git, and the lines of its .dockerignore. */
  context: z.object({ tree: z.string(), ignore: z.array(z.string()).max(10_000) }),
  arguments: z.record(Name, z.string()),
  /** The stage to end with; null for the last. */
  target: z.string().nullable(),
  /** Before the first FROM. */
  globals: z.array(Arg).max(100),
  stages: z.array(Stage).min(1).max(100),
});

export type ImageBuild = z.infer<typeof ImageBuild>;
export type BuildStage = z.infer<typeof Stage>;
export type BuildStep = z.infer<typeof Step>;
export type CopyStep = z.infer<typeof Copy>;
export type RunStep = z.infer<typeof Run>;
export type ArgStep = z.infer<typeof Arg>;
