import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../kit/holdfast-process.ts';
import { givePassword } from './estate.ts';
import { endsWithUs } from './ends-with-us.ts';
import { runHoldfast, type Performance } from './run-holdfast.ts';
import type { Act, Scene } from './stage.ts';

/**
 * Holdfast's machine is lost: its store, its master key, its tokens, everything but the vault and the copy of the vault's
 * recovery kit that someone kept. @returns a new Holdfast, which knows of nothing
 */
export async function startFromNothing(scene: Scene, lost: Performance): Promise<Performance> {
  const { recorder, folders, say } = scene;
  await recorder.step('lose-holdfast', 'Holdfast itself is lost: store, master key, tokens', async () => {
    await lost.end();
    await rm(folders.home, { recursive: true });
    say(`       ${folders.home} is gone; left are ${folders.vaults} and ${folders.keptElsewhere}`);
  });
  return recorder.step('start-again', 'A new Holdfast starts from nothing', () => runHoldfast(scene));
}

/** A step: the catalogue is read out of the vault, and what is in no vault is given again. */
export async function rebuildCatalogue({ act, parts }: Performance, kit: string): Promise<void> {
  await act.recorder.step('rebuild', 'The catalogue is rebuilt from vault and kit', async () => {
    await runRebuild(act, { kit, settings: parts.settings });
    await givePassword(act.admin, act.server);
    act.say('       the administrator gave the password of the database again');
  });
}

interface Rebuild {
  readonly kit: string;
  readonly settings: Readonly<Record<string, string>>;
}

async function runRebuild({ folders, say, signal }: Act, { kit, settings }: Rebuild): Promise<void> {
  const { program, args } = endsWithUs(process.execPath, [join(ROOT, 'worker/rebuild-catalogue.ts'), kit], 'INT');
  say('       worker/rebuild-catalogue.ts reads the vault');
  const child = spawn(program, args, { cwd: ROOT, env: { ...settings }, stdio: ['ignore', 'pipe', 'pipe'], signal });
  let said = '';
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  writeFileSync(join(folders.logs, 'rebuild-catalogue.log'), said);
  if (code !== 0) throw new Error(`worker/rebuild-catalogue.ts ended with ${code}: ${said.trim()}`);
  for (const line of said.trim().split('\n')) say(`         ${line}`);
}
