import type { Run } from '../attempt/run.ts';
import { RESTORE_TASK } from '../restore/tasks.ts';

/** The steps of a restore where nothing is at stake: the target is the drill's own, and nothing of anybody's is swapped. */
const IN_A_DRILL = new Map<string, string>([
  [RESTORE_TASK.prepare, 'Prepare the restore'],
  [RESTORE_TASK.land, 'Restore to the scratch target'],
  [RESTORE_TASK.swap, 'Put it in place at the scratch target'],
]);

type Telling = Pick<Run, 'startTask' | 'noteEvent'>;

/** How a driver that restores in a drill tells what it does: nobody is to believe that it happens to the item itself. */
export function tellAsScratch({ startTask, noteEvent }: Telling): Telling {
  return {
    startTask: (name) => startTask(IN_A_DRILL.get(name) ?? name),
    noteEvent: (type, message) =>
      noteEvent(type, type === 'restore.roles-created' ? `At the scratch target: ${message}` : message),
  };
}
