import { joinPath, nameOf, toText, type BytePath } from './byte-path.ts';
import { eachName, pinFolder } from './directory.ts';
import { isOurName } from './names.ts';

export const MADE_BY_THE_FILE_SYSTEM = 'lost+found';

/**
 * The children of a folder whose contents are swapped, by their paths: all but Holdfast's own folders, and `lost+found`,
 * which belongs to the file system and not to the data (mklost+found(8)).
 */
export async function childrenThatCount(folder: BytePath): Promise<BytePath[]> {
  return (await childrenOf(folder)).filter((path) => !belongsToTheFolder(path));
}

export async function childrenOf(folder: BytePath): Promise<BytePath[]> {
  await using pinned = await pinFolder(folder);
  const children: BytePath[] = [];
  for await (const name of eachName(pinned)) children.push(joinPath(folder, name));
  return children.toSorted();
}

function belongsToTheFolder(child: BytePath): boolean {
  const name = toText(nameOf(child));
  return name === MADE_BY_THE_FILE_SYSTEM || isOurName(name);
}
