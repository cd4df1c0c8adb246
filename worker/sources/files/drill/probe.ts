import { sizeInWords } from '@holdfast/db/domain/size-words';
import type { DrillEvidence, DrillPlan, DrillProbe } from '@holdfast/db/domain/drill';
import type { Repository } from '../../../vault/repository.ts';
import type { RestoreRun } from '../../driver.ts';
import { compareContents } from './compare-content.ts';
import { compareTree, type TreeComparison } from './compare-tree.ts';

/** A restored tree and the snapshot that it is to equal. */
export interface FilesDrill {
  readonly repository: Repository;
  readonly snapshotId: string;
  /** Where the item's root stands. */
  readonly restored: string;
  readonly drill: DrillPlan;
  readonly run: Pick<RestoreRun, 'signal' | 'marker' | 'progress'>;
}

/** Compares a restored tree with the point's own listing in the vault, and a seeded sample of its files with their stored content. */
export async function probeFiles(drill: FilesDrill): Promise<DrillEvidence> {
  const tree = await compareTree(drill);
  const sample = tree.sample.files();
  drill.run.progress({ percent: 50 });
  const differing = await compareContents(drill, sample, (done) =>
    drill.run.progress({ percent: 50 + (49 * done) / sample.length }),
  );
  return {
    probes: [countProbe(tree), attributesProbe(tree), contentProbe(sample.length, { differing, drill, tree })],
    files: tree.files,
    bytes: tree.bytes,
    filesCompared: sample.length,
  };
}

function countProbe({ entries, standing, files, bytes }: TreeComparison): DrillProbe {
  return {
    name: 'count',
    passed: entries === standing && entries > 0,
    text: `${standing} entries were restored, the vault lists ${entries}, among them ${files} files of ${sizeInWords(bytes)}.`,
  };
}

function attributesProbe({ entries, unnamed, differences }: TreeComparison): DrillProbe {
  const apart = unnamed === 0 ? '' : ` ${unnamed} with names that are not UTF-8 were counted only.`;
  const { first, count } = differences;
  const text =
    count === 0
      ? `${entries - unnamed} entries have the type, size, mode and time that the vault lists.`
      : `${count} of ${entries} entries differ from what the vault lists: ${first.join('; ')}.`;
  return { name: 'attributes', passed: count === 0, text: text + apart };
}

const DIFFERING_TOLD = 5;

const NONE_COMPARED: DrillProbe = {
  name: 'content',
  passed: false,
  text: 'No file could be compared by its content: all their names hold bytes that are not UTF-8, by which the vault gives none.',
};

function contentProbe(
  compared: number,
  { differing, drill, tree }: { differing: readonly string[]; drill: FilesDrill; tree: TreeComparison },
): DrillProbe {
  if (compared === 0 && tree.bytes > 0) return NONE_COMPARED;
  const passed = differing.length === 0;
  const of = `${compared} of ${tree.files} files (seed ${drill.drill.seed})`;
  const text = passed
    ? `${of} have the content that the vault holds.`
    : `Of ${of}, ${differing.length} differ in content from what the vault holds: ${differing.slice(0, DIFFERING_TOLD).join(', ')}.`;
  return { name: 'content', passed, text };
}
