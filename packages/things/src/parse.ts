import { type Diagnostic, wholeFile } from './diagnostic.ts';
import { readDocument } from './document.ts';
import { type Format, formatOf } from './format.ts';
import { idOfClaim, idOfPath, isLongerThan, MOST_ID_BYTES, stemOf } from './identity.ts';
import { type Relation, relationsOf } from './links.ts';

export interface ParsedThing {
  id: string;
  type: string;
  name: string;
  /** Without `$id` and `$type`. */
  data: Record<string, unknown>;
  content: string | null;
  relations: Relation[];
}

export interface Parsed {
  /** Null for a file that gives no Thing. */
  thing: ParsedThing | null;
  diagnostics: Diagnostic[];
}

export interface ParseOptions {
  ns: string;
  typeOf: (path: string, format: Format) => string;
}

/** The Thing that a file gives. `path` is the one below the binding's folder. Never throws. */
export function parseFile(path: string, bytes: Uint8Array, { ns, typeOf }: ParseOptions): Parsed {
  const format = formatOf(path);
  if (format === null) return { thing: null, diagnostics: [] };
  const { data: all, content, diagnostics } = readDocument(format, bytes);
  if (all === null) return { thing: null, diagnostics };
  const { $id, $type, ...data } = all;
  const id =
    $id === undefined || $id === null ? idOfPath(ns, path) : typeof $id === 'string' ? idOfClaim(ns, $id) : null;
  if (id === null || isLongerThan(id, MOST_ID_BYTES)) {
    return {
      thing: null,
      diagnostics: [...diagnostics, wholeFile('error', '$id has to be a URL, or a path below the namespace.')],
    };
  }
  const type = $type === undefined || $type === null ? typeOf(path, format) : $type;
  if (typeof type !== 'string' || type.trim() === '') {
    return { thing: null, diagnostics: [...diagnostics, wholeFile('error', '$type has to be a name or a URL.')] };
  }
  const name = nameOf(data, content) ?? stemOf(path.split('/').at(-1) ?? path);
  return {
    thing: {
      id,
      type: type.trim().slice(0, 300),
      name: name.slice(0, 300),
      data,
      content,
      relations: relationsOf(ns, path, data, content),
    },
    diagnostics,
  };
}

function nameOf(data: Record<string, unknown>, content: string | null): string | null {
  for (const key of ['name', 'title', 'headline']) {
    const value = data[key];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return (
    /^#[ \t]+(\S[^\n]*)$/m
      .exec((content ?? '').slice(0, 4096))?.[1]
      ?.replace(/[ \t]*#*\s*$/, '')
      .trim() || null
  );
}
