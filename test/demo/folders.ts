import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Everything that the demo makes is in one folder, which it throws away. */
export interface DemoFolders {
  readonly root: string;
  /** Holdfast's own: HOLDFAST_HOME. */
  readonly home: string;
  /** What may be backed up and restored to: HOLDFAST_ROOTS. */
  readonly data: string;
  /** Where vaults may be: HOLDFAST_VAULT_ROOTS. Outside the home, as on a disk of their own. */
  readonly vaults: string;
  /** What someone keeps in another place: the recovery kit. */
  readonly keptElsewhere: string;
  /** What the witness wrote down. */
  readonly testimony: string;
  /** What Holdfast's processes said. */
  readonly logs: string;
}

export function makeFolders(): DemoFolders {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-demo-')));
  // The accounts that run the two PostgreSQL servers pass through it when we are root.
  chmodSync(root, 0o711);
  const folder = (name: string, mode = 0o700) => {
    const path = join(root, name);
    mkdirSync(path, { mode });
    return path;
  };
  return {
    root,
    home: join(root, 'home'),
    data: folder('data'),
    vaults: folder('vaults'),
    keptElsewhere: folder('kept-elsewhere'),
    testimony: folder('testimony'),
    logs: folder('logs'),
  };
}

export function removeFolders({ root }: DemoFolders): void {
  rmSync(root, { recursive: true, force: true });
}

/** For whoever looks for what went wrong. */
export function removeAllButLogs({ root, logs }: DemoFolders): void {
  for (const name of readdirSync(root)) {
    const path = join(root, name);
    if (path !== logs) rmSync(path, { recursive: true, force: true });
  }
}
