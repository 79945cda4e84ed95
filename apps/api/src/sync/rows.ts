/**
 * Rows as one parameter for `json_to_recordset`. One statement for thousands of rows, and no limit by the number of
 * parameters (65,535); row by row it takes some twenty times as long.
 */
export function rowsOf(rows: readonly object[]): string {
  // Not by a replacer: that is asked for every value of every document.
  return JSON.stringify(rows.map(withoutBigints));
}

function withoutBigints(row: object): object {
  const values = Object.values(row);
  if (!values.some((value) => typeof value === 'bigint')) return row;
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? String(value) : value]),
  );
}

/**
 * Some thousand rows at a time: the text of a statement exists several times on its way to the database, so that of a
 * hundred thousand documents must not be one.
 */
export function* chunksOf<Row>(rows: readonly Row[], most = 2000): Generator<Row[], void> {
  for (let start = 0; start < rows.length; start += most) yield rows.slice(start, start + most);
}
