import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { commandAs, run } from './command.ts';

const ourselves = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0, differs: false };

test('the end of a command is told with its code and what it said on both channels', async () => {
  const script = 'cat; echo problem >&2; exit 3';
  const outcome = await run({ program: 'sh', args: ['-c', script] }, 'input\n');
  expect(outcome).toEqual({ code: 3, signal: null, output: 'input\nproblem\n' });
});

test('a command that ends by a signal has no code', async () => {
  const outcome = await run({ program: 'sh', args: ['-c', 'kill -9 $$'] });
  expect(outcome).toMatchObject({ code: null, signal: 'SIGKILL' });
});

test('of endless output only the end is kept', async () => {
  const { output } = await run({ program: 'sh', args: ['-c', 'seq 100000; echo end'] });
  expect(output.length).toBe(16 * 1024);
  expect(output).toMatch(/\nend\n$/);
});

test('a program that is not installed is an error with its name', async () => {
  const attempt = run({ program: 'no-such-program', args: [] });
  await expect(attempt).rejects.toMatchObject({
    code: 'STORE_TOOL_MISSING',
    message: 'The program no-such-program is not installed.',
  });
});

test('a command with a death signal passes its arguments on unchanged and keeps its pid', async () => {
  const args = ['-c', 'echo $$ "$1" "$2"', 'sh', 'with space', `'"$HOME*`];
  const command = commandAs(ourselves, { program: 'sh', args, deathSignal: 'KILL' });
  const child = spawn(command.program, command.args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: unknown[] = await once(child.stdout, 'data');
  expect(String(said[0])).toBe(`${child.pid} with space '"$HOME*\n`);
});

test('a command with a death signal does not run when it is not our child any more', async () => {
  const command = commandAs(ourselves, { program: 'echo', args: ['ran'], deathSignal: 'KILL' });
  const outcome = await run({ program: 'sh', args: ['-c', '"$0" "$@"; exit $?', command.program, ...command.args] });
  expect(outcome).toEqual({ code: 1, signal: null, output: '' });
});
