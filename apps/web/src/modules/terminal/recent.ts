/** The terminals used last, the active one first: those whose screens are kept. Closed ones drop out. */
export function recentFirst(
  recent: readonly string[],
  active: string | null,
  terminals: readonly { id: string }[],
  limit: number,
): string[] {
  const present = new Set(terminals.map(({ id }) => id));
  const order = active === null ? recent : [active, ...recent.filter((id) => id !== active)];
  return order.filter((id) => present.has(id)).slice(0, limit);
}
