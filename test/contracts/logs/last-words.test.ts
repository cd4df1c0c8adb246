import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('programs/last-words.ts', import.meta.url));

test.each(['bot', 'gateway', 'worker'])('the %s ends though nobody reads its last words', async (part) => {
  const child = spawn(process.execPath, [PROGRAM, part], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    await once(child.stdout, 'data');
    child.stdout.destroy();
    await once(child.stdout, 'close');
    child.stdin.end();
    const [code] = await once(child, 'exit', { signal: AbortSignal.timeout(10_000) });
    expect(code).toBe(3);
  } finally {
    child.kill('SIGKILL');
  }
});
