import { spawn, type ChildProcess } from 'node:child_process';
import type { Logger } from 'pino';
import type { Part } from './parts.ts';

/** Each part, told to say what is wrong with its settings and to end. @returns every problem of all parts */
export async function checkSettings(parts: readonly Part[]): Promise<string[]> {
  const said = await Promise.all(parts.map(checkPart));
  return [...new Set(said.flat())];
}

async function checkPart(part: Part): Promise<string[]> {
  const child = spawn(process.execPath, [part.main, '--check-settings'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code === 0) return [];
  const problems = text.split('\n').filter((line) => line.startsWith('  '));
  return problems.length > 0 ? problems.map((line) => line.trim()) : [`${part.name}: ${text.trim()}`];
}

export interface RunningParts {
  /** Tells every part to end and kills those that have not after this long. */
  end(withinMs: number): Promise<void>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A part that ran this long was well: its next death is not counted with the last one. */
const WELL_AFTER_MS = 60_000;

/** Runs each part as a process of its own and starts again what dies, after pauses that grow while it keeps dying. */
export function keepRunning(parts: readonly Part[], log: Logger): RunningParts {
  const keepers = parts.map((part) => keepPart(part, log));
  return {
    async end(withinMs) {
      await Promise.all(keepers.map((keeper) => keeper.end(withinMs)));
    },
  };
}

function keepPart(part: Part, log: Logger): RunningParts {
  let child: ChildProcess | undefined;
  let ending = false;
  let pause = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;

  const start = () => {
    const startedAt = performance.now();
    // It must not outlive the starter, whose store it works with.
    child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', process.execPath, part.main], { stdio: 'inherit' });
    child.once('close', (code, signal) => {
      child = undefined;
      if (ending) return;
      if (performance.now() - startedAt > WELL_AFTER_MS) pause = FIRST_PAUSE_MS;
      log.error({ part: part.name, code, signal, again: pause }, 'a part died and is started again');
      timer = setTimeout(start, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    });
  };

  start();
  return {
    async end(withinMs) {
      ending = true;
      clearTimeout(timer);
      const last = child;
      if (!last) return;
      const closed = new Promise((resolve) => last.once('close', resolve));
      last.kill('SIGTERM');
      const kill = setTimeout(() => last.kill('SIGKILL'), withinMs);
      await closed;
      clearTimeout(kill);
    },
  };
}
