import { join } from 'node:path';
import { DATABASE } from './sample-database.ts';
import type { Scene } from './stage.ts';
import { witness, type Testimony } from './testimony.ts';

/** The folder that is protected. */
export function folderOf({ folders }: Pick<Scene, 'folders'>): string {
  return join(folders.data, 'documents');
}

interface Looking {
  /** In words. */
  readonly when: string;
  /** Default: both. */
  readonly what?: 'FOLDER' | 'TABLES';
}

/** What the witness sees now in the folder and in the database. */
export async function look(scene: Scene, { when, what }: Looking): Promise<Testimony> {
  const { folders, server, signal, say } = scene;
  const file = join(folders.testimony, `${when.replaceAll(' ', '-')}.json`);
  const seen = await witness({
    file,
    signal,
    ...(what !== 'TABLES' && { folder: folderOf(scene) }),
    ...(what !== 'FOLDER' && { database: { server, name: DATABASE } }),
  });
  say(`       the witness wrote down what is there ${when}: ${file}`);
  return seen;
}
