import { spawn } from 'node:child_process';
import type { Part } from './parts.ts';

/** Has each part say what is wrong with its settings. @returns every problem of all parts, each once */
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
