import { readdirSync, readFileSync } from 'node:fs';
import { MARKER_VARIABLE } from '@holdfast/worker/attempt/marker';

/** A living child of a job's attempt. */
export interface Engine {
  readonly pid: number;
  /** `<job>/<attempt>`. */
  readonly marker: string;
  /** Whether it writes into the vault, as against looking into it. */
  readonly writes: boolean;
}

/** The living children of a job, whichever attempt and worker they belong to, as /proc shows them; imports no way of ending them. */
export function enginesOf(jobId: string): Engine[] {
  return readdirSync('/proc').flatMap((name) => {
    const marker = /^\d+$/.test(name) && markerIn(read(`/proc/${name}/environ`));
    if (!marker || !marker.startsWith(`${jobId}/`)) return [];
    const verbs = read(`/proc/${name}/cmdline`).split('\0');
    return [{ pid: Number(name), marker, writes: verbs.includes('backup') }];
  });
}

/** What was seen of a job's engines over a time. */
export interface EngineWatch extends Disposable {
  /** The most that wrote at one moment. */
  readonly mostWriters: number;
  /** The markers of all that ever wrote. */
  readonly writers: ReadonlySet<string>;
}

const LOOK_EVERY_MS = 50;

/** Looks at a job's engines again and again until it is let go of. */
export function watchEngines(jobId: string): EngineWatch {
  const writers = new Set<string>();
  let mostWriters = 0;
  const look = () => {
    const writing = enginesOf(jobId).filter((engine) => engine.writes);
    mostWriters = Math.max(mostWriters, writing.length);
    for (const engine of writing) writers.add(engine.marker);
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    get mostWriters() {
      return mostWriters;
    },
    writers,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

function markerIn(environment: string): string | undefined {
  const prefix = `${MARKER_VARIABLE}=`;
  return environment
    .split('\0')
    .find((entry) => entry.startsWith(prefix))
    ?.slice(prefix.length);
}

/** Empty for a process that is gone or only a corpse. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
