/** The fields of output in which each is ended by NUL; without copying. */
export function fields(output: Uint8Array): Uint8Array[] {
  const result: Uint8Array[] = [];
  let start = 0;
  for (let end = output.indexOf(0); end >= 0; end = output.indexOf(0, start)) {
    result.push(output.subarray(start, end));
    start = end + 1;
  }
  if (start < output.length) result.push(output.subarray(start));
  return result;
}

/** The same as UTF-8 text, for fields that are no paths. */
export function textFields(output: Uint8Array): string[] {
  return fields(output).map((field) => Buffer.from(field).toString('utf8'));
}
