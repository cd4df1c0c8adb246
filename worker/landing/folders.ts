import { mkdir, rmdir } from 'node:fs/promises';
import { bytePath, isWithin, nameOf, parentOf, type BytePath } from './byte-path.ts';
import { pinFolder } from './directory.ts';
import type { SwapPlan } from './swap-plan.ts';
import { isAbsent, systemCode } from './system-error.ts';

const FOR_ALL = 0o755;
const ONLY_US = 0o700;

/** Makes what is missing on the way to where things go and to where they are kept. What is there already is used. */
export async function makeFolders(plan: SwapPlan): Promise<void> {
  for (const folder of keptFolders(plan)) await makeFolder(folder, ONLY_US);
  for (const folder of plan.newFolders) await makeFolder(folder, FOR_ALL);
}

/** A link or a file of that name is no harm: what follows pins the folder, and that fails. */
async function makeFolder(path: BytePath, mode: number): Promise<void> {
  await using parent = await pinFolder(parentOf(path));
  try {
    await mkdir(parent.at(nameOf(path)), mode);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}

/** Takes back {@link makeFolders}; a folder that someone has put something into stays. */
export async function takeFoldersBack(plan: SwapPlan): Promise<void> {
  await dropIfEmpty(plan.newFolders.toReversed());
  await dropIfEmpty(keptFolders(plan).toReversed());
}

/** Drops the empty folders that gave way, and the folders that held only such. */
export async function dropEmptyKept(plan: SwapPlan): Promise<void> {
  await dropIfEmpty(plan.moves.flatMap((move) => (move.emptyAside && move.aside !== null ? [move.aside] : [])));
  await dropIfEmpty(keptFolders(plan).toReversed());
}

async function dropIfEmpty(folders: readonly BytePath[]): Promise<void> {
  for (const path of folders) {
    try {
      await using parent = await pinFolder(parentOf(path));
      await rmdir(parent.at(nameOf(path)));
    } catch (error) {
      if (!isAbsent(error) && systemCode(error) !== 'ENOTEMPTY') throw error;
    }
  }
}

/** The folder for what is replaced and those inside it that lead to each place, the highest first. */
function keptFolders(plan: SwapPlan): BytePath[] {
  const kept = bytePath(plan.kept);
  const folders = new Set<BytePath>();
  for (const { aside } of plan.moves) {
    if (aside === null) continue;
    for (let folder = parentOf(aside); isWithin(folder, kept); folder = parentOf(folder)) folders.add(folder);
  }
  return [...folders].toSorted();
}

/** Makes all renames of a swap durable: what was put aside before what was put in place. */
export async function syncFolders(plan: SwapPlan): Promise<void> {
  const asides = plan.moves.flatMap((move) => (move.aside === null ? [] : [parentOf(move.aside)]));
  const kept = keptFolders(plan).map(parentOf);
  const goals = plan.moves.map((move) => parentOf(move.to));
  for (const path of new Set([...asides, ...kept, ...goals, ...plan.newFolders.map(parentOf)])) await syncIfThere(path);
}

async function syncIfThere(path: BytePath): Promise<void> {
  try {
    await using folder = await pinFolder(path);
    await folder.sync();
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}
