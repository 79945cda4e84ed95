import { z } from 'zod';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What a field of this name gets where its schema alone doesn't tell what is good. */
const BY_NAME: Record<string, unknown> = {
  commit: '0'.repeat(40),
  revision: 'HEAD',
  url: 'http://127.0.0.1:1/nothing.git',
  login: 'nobody-here',
  port: 3000,
};

/** Of nothing that is there. */
const NO_ID = 'absent555555';

/**
 * An input that a procedure's schema takes, with no more in it than there has to be. `given` are fields by name. Throws where
 * the schema wants something that it can't think of: add it to the table.
 */
export function sampleInput(schema: z.ZodType | undefined, given: Record<string, unknown>): unknown {
  if (!schema) return undefined;
  const values = { ...BY_NAME, ...given };
  const input = sampleOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }), '', values);
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new Error(`no sample of ${JSON.stringify(input)}: ${parsed.error.message}`);
  return input;
}

function sampleOf(schema: JsonSchema, name: string, values: Record<string, unknown>): unknown {
  if (name !== '' && name in values) {
    const value = values[name];
    // Things are named by an address, and all else by an id.
    const fits = typeof value !== 'string' || schema.pattern === undefined || new RegExp(schema.pattern).test(value);
    return fits ? value : NO_ID;
  }
  const [option] = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const parts = [...(schema.allOf ?? []), ...(option ? [option] : [])].filter((part) => typeof part === 'object');
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.assign(objectOf(schema, values), ...parts.map((part) => sampleOf(part, '', values)));
    case 'array': {
      const { items } = schema;
      if (!schema.minItems || typeof items !== 'object' || Array.isArray(items)) return [];
      return [sampleOf(items, name.replace(/s$/, ''), values)];
    }
    case 'string':
      return 'x'.repeat(Math.max(1, schema.minLength ?? 1));
    case 'integer':
    case 'number':
      return Math.max(0, schema.minimum ?? 0);
    case 'boolean':
      return false;
    default:
      if (parts.length === 0) return null;
      if (parts.length === 1 && parts[0]) return sampleOf(parts[0], name, values);
      return Object.assign({}, ...parts.map((part) => sampleOf(part, '', values)));
  }
}

function objectOf(schema: JsonSchema, values: Record<string, unknown>): Record<string, unknown> {
  const fields = Object.entries(schema.properties ?? {}).filter(([field]) => schema.required?.includes(field));
  return Object.fromEntries(
    fields.map(([field, below]) => [field, typeof below === 'object' ? sampleOf(below, field, values) : null]),
  );
}
