import { isEmptyFolder, look } from './directory.ts';
import type { BytePath } from './byte-path.ts';

/** What stands at a place. An empty folder is as good as nothing: it may give way in every restore. */
export type Standing = 'NOTHING' | 'EMPTY_FOLDER' | 'SOMETHING';

export async function standingAt(path: BytePath): Promise<Standing> {
  const there = await look(path);
  if (!there) return 'NOTHING';
  return there.isDirectory() && (await isEmptyFolder(path)) ? 'EMPTY_FOLDER' : 'SOMETHING';
}
