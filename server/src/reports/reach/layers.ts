/** An arrow between two things, by number. */
export interface Link {
  readonly from: number;
  readonly to: number;
}

/**
 * A column for each of `count` things, so that arrows lead from left to right; things that lead to each other in a circle
 * share one. Without recursion, and in time that grows with the arrows.
 */
export function layersOf(count: number, links: readonly Link[]): readonly number[] {
  const next: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of links) if (from !== to) next[from]?.push(to);
  const circleOf = circlesOf(count, next);
  const circles = Math.max(-1, ...circleOf) + 1;
  const after: Set<number>[] = Array.from({ length: circles }, () => new Set());
  for (const { from, to } of links) {
    const [one, other] = [circleOf[from] ?? 0, circleOf[to] ?? 0];
    if (one !== other) after[one]?.add(other);
  }
  // Circles are numbered from the ends of all ways back: whatever one leads to has a smaller number.
  const layers: number[] = new Array(circles).fill(0);
  for (let circle = circles - 1; circle >= 0; circle -= 1) {
    for (const other of after[circle] ?? []) layers[other] = Math.max(layers[other] ?? 0, (layers[circle] ?? 0) + 1);
  }
  return circleOf.map((circle) => layers[circle] ?? 0);
}

/** Tarjan's strongly connected components. */
function circlesOf(count: number, next: readonly (readonly number[])[]): readonly number[] {
  const circleOf: number[] = new Array(count).fill(-1);
  const order: number[] = new Array(count).fill(-1);
  const lowest: number[] = new Array(count).fill(0);
  const open: number[] = [];
  let met = 0;
  let circles = 0;
  for (let root = 0; root < count; root += 1) {
    if (order[root] !== -1) continue;
    const way: { readonly at: number; step: number }[] = [{ at: root, step: 0 }];
    for (let here = way.at(-1); here !== undefined; here = way.at(-1)) {
      const { at, step } = here;
      if (step === 0) {
        order[at] = lowest[at] = met;
        met += 1;
        open.push(at);
      }
      const to = next[at]?.[step];
      here.step += 1;
      if (to !== undefined) {
        if (order[to] === -1) way.push({ at: to, step: 0 });
        else if (circleOf[to] === -1) lowest[at] = Math.min(lowest[at] ?? 0, order[to] ?? 0);
        continue;
      }
      way.pop();
      const above = way.at(-1)?.at;
      if (above !== undefined) lowest[above] = Math.min(lowest[above] ?? 0, lowest[at] ?? 0);
      if (lowest[at] !== order[at]) continue;
      for (let member = open.pop(); member !== undefined; member = member === at ? undefined : open.pop()) {
        circleOf[member] = circles;
      }
      circles += 1;
    }
  }
  return circleOf;
}
