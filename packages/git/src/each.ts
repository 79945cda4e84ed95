/** As many calls of the file system as Node's threads and a queue for them keep busy. */
const AT_ONCE = 16;

/** Runs work for each item, some at once; results are in the items' order. After a failure no more is started,
 * and it is thrown once none is running. */
export async function each<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const failures: unknown[] = [];
  const entries = items.entries();
  const worker = async () => {
    // One iterator for all workers: each takes what the others have not.
    for (const [index, item] of entries) {
      if (failures.length > 0) return;
      try {
        results[index] = await work(item, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
