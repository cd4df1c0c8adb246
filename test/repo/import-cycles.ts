import type { Import } from './imports.ts';

/** Circles of files that load each other when the program runs; each circle once, from its first file by name. */
export function importCycles(imports: readonly Import[]): string[][] {
  const graph = new Map<string, string[]>();
  for (const { file, target, typeOnly } of imports) {
    if (!typeOnly && target !== undefined) graph.set(file, [...(graph.get(file) ?? []), target]);
  }
  const found = new Map<string, string[]>();
  const finished = new Set<string>();
  for (const start of [...graph.keys()].toSorted()) {
    for (const cycle of cyclesFrom(start, { graph, finished })) found.set(cycle.join('\n'), cycle);
  }
  return [...found.values()];
}

interface Search {
  readonly graph: ReadonlyMap<string, readonly string[]>;
  readonly finished: Set<string>;
}

/** Follows imports depth first; meeting a file that is still on the way closes a circle. */
function cyclesFrom(start: string, { graph, finished }: Search): string[][] {
  const cycles: string[][] = [];
  const follow = (file: string, way: readonly string[]): void => {
    const seenAt = way.indexOf(file);
    if (seenAt >= 0) cycles.push(fromFirstByName(way.slice(seenAt)));
    if (seenAt >= 0 || finished.has(file)) return;
    for (const next of graph.get(file) ?? []) follow(next, [...way, file]);
    finished.add(file);
  };
  follow(start, []);
  return cycles;
}

function fromFirstByName(cycle: readonly string[]): string[] {
  const first = cycle.indexOf(cycle.toSorted()[0] ?? '');
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}
