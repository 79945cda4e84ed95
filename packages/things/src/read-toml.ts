import { parse, TomlDate, TomlError } from 'smol-toml';

/** What is wrong with a text, and where: lines and columns from 1. */
export interface TomlFault {
  message: string;
  line: number;
  column: number;
}

/** The keys of a TOML text as JSON has them: dates are text, as they are of YAML. Never throws. */
export function readToml(text: string): { data: Record<string, unknown> } | { fault: TomlFault } {
  try {
    return { data: plainOf(parse(text, { maxDepth: 100 })) as Record<string, unknown> };
  } catch (error) {
    if (!(error instanceof TomlError)) return { fault: { message: 'The values can’t be read.', line: 1, column: 1 } };
    const [first = ''] = error.message.split('\n');
    const message = first.replace(/^Invalid TOML document: /, '').replace(/[.:]$/, '');
    return {
      fault: {
        message: `${message.charAt(0).toUpperCase()}${message.slice(1, 300)}.`,
        line: error.line,
        column: error.column,
      },
    };
  }
}

/** How a date is written: in whole seconds where it has no parts of one. */
export const dateText = (date: TomlDate): string => date.toISOString().replace(/\.000(?=Z|[+-]|$)/, '');

function plainOf(value: unknown): unknown {
  if (value instanceof TomlDate) return dateText(value);
  if (Array.isArray(value)) return value.map(plainOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainOf(inner)]));
}
