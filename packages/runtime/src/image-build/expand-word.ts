/** What a word of a Dockerfile can't be read as; the caller knows its line. */
export class WordError extends Error {}

type Variables = Readonly<Record<string, string>>;

/**
 * A word of a Dockerfile with its variables put in and its quotes taken away, as Docker does it: `$A`, `${A}`, and the
 * forms with `-`, `+` and `?` of a shell, with or without a colon. What is not set is empty.
 */
export function expandWord(word: string, variables: Variables): string {
  return new Words(word, variables).read(null);
}

class Words {
  readonly #text: string;
  readonly #variables: Variables;
  #at = 0;

  constructor(text: string, variables: Variables) {
    this.#text = text;
    this.#variables = variables;
  }

  /** Up to `end`, which is taken too; null for the end of the word. */
  read(end: '}' | '"' | null): string {
    let out = '';
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] ?? '';
      this.#at += 1;
      if (char === end) return out;
      if (char === '\\') out += this.#escaped(end === '"');
      else if (char === '$') out += this.#variable();
      else if (char === '"' && end !== '"') out += this.read('"');
      else if (char === "'" && end !== '"') out += this.#untilQuote();
      else out += char;
    }
    if (end !== null) throw new WordError(`“${this.#text}” has no ${end} at its end.`);
    return out;
  }

  /** Between double quotes a backslash is one, but before what would mean something there. */
  #escaped(quoted: boolean): string {
    const char = this.#text[this.#at] ?? '';
    this.#at += 1;
    return quoted && !'"$\\'.includes(char) ? `\\${char}` : char;
  }

  #untilQuote(): string {
    const end = this.#text.indexOf("'", this.#at);
    if (end === -1) throw new WordError(`“${this.#text}” has no ' at its end.`);
    const out = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    return out;
  }

  #variable(): string {
    const braced = this.#text[this.#at] === '{';
    if (braced) this.#at += 1;
    const name = /^(?:[A-Za-z_][A-Za-z0-9_]*|\d+)/.exec(this.#text.slice(this.#at))?.[0];
    if (name === undefined) {
      if (braced) throw new WordError(`“${this.#text}” has no name in \${…}.`);
      return '$';
    }
    this.#at += name.length;
    const value = Object.hasOwn(this.#variables, name) ? this.#variables[name] : undefined;
    return braced ? this.#braced(name, value) : (value ?? '');
  }

  #braced(name: string, value: string | undefined): string {
    const [operator = ''] = /^:?[-+?]|^\}/.exec(this.#text.slice(this.#at)) ?? [];
    if (operator === '')
      throw new WordError(`“${this.#text}” changes \${${name}} in a way that is not supported here.`);
    this.#at += operator.length;
    if (operator === '}') return value ?? '';
    const other = this.read('}');
    const isSet = value !== undefined && (operator[0] !== ':' || value !== '');
    if (operator.endsWith('+')) return isSet ? other : '';
    if (isSet) return value;
    if (operator.endsWith('?')) throw new WordError(other || `${name} is not set.`);
    return other;
  }
}
