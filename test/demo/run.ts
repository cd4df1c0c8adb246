import type { DemoArguments } from './arguments.ts';
import { CHANNEL, DATABASE_ITEM, FOLDER_ITEM } from './estate.ts';
import { makeFolders, removeAllButLogs, removeFolders, type DemoFolders } from './folders.ts';
import { Holdings } from './holdings.ts';
import { folderOf } from './look.ts';
import { openReportFile } from './report-file.ts';
import { Recorder, type Report, type Say } from './report.ts';
import type { Performance } from './run-holdfast.ts';
import { play } from './story.ts';
import { table } from './table.ts';

export interface DemoRun {
  readonly given: DemoArguments;
  readonly say: Say;
  /** Aborts when someone wants it to end. */
  readonly signal: AbortSignal;
}

/**
 * Plays the story, tells what came of it, and stays up until the signal unless it is to end by itself. When it returns,
 * nothing of it runs and nothing is left but the report, and the logs where a step failed.
 * @returns whether the story came to its end and every comparison held
 * @throws NotBegun when the report's file cannot be written
 */
export async function runDemo({ given, say, signal }: DemoRun): Promise<boolean> {
  const file = given.json === undefined ? undefined : openReportFile(given.json);
  const folders = makeFolders();
  const holdings = new Holdings();
  const recorder = new Recorder(say);
  const stop = async () => {
    say('\nStopping everything …');
    return holdings.close();
  };
  // What is waited for ends with what it is waited from, so that the story ends too.
  signal.addEventListener('abort', () => void stop().catch(() => undefined));
  let report: Report;
  try {
    const left = await play({ folders, holdings, recorder, say, signal });
    report = recorder.report('COMPLETED');
    say(`\n${table(report)}`);
    file?.write(report);
    if (!given.exit) await stayUp(left, say);
  } catch (error) {
    report = recorder.report(signal.aborted ? 'INTERRUPTED' : 'FAILED', error);
    file?.write(report);
  }
  file?.close();
  try {
    await (signal.aborted ? holdings.close() : stop());
  } finally {
    leave(folders, { report, say });
  }
  return report.held;
}

/** Throws everything away, but the logs where a step failed. */
function leave(folders: DemoFolders, { report: { failure }, say }: { report: Report; say: Say }): void {
  if (!failure) {
    removeFolders(folders);
    say(`Nothing is left running, and ${folders.root} is removed.`);
    return;
  }
  removeAllButLogs(folders);
  say(`\nFAILED at: ${failure.step}\n${failure.message}`);
  say(`The logs are in ${folders.logs}; nothing is left running, and everything else is removed.`);
}

async function stayUp({ act, parts }: Performance, say: Say): Promise<void> {
  const { slack, signal } = act;
  say(`
Everything still runs, until Ctrl-C. Open ${slack.pageUrl}?user=ada and try in #${CHANNEL}:
  /backup status                what there is, and how it is
  /backup now ${DATABASE_ITEM}            back up once more, and watch its message
  /backup restore               restore something; delete it first from ${folderOf(act)}
  /backup now ${FOLDER_ITEM.slice(0, -1)}         see what a name that is nearly right is answered with
  as ?user=grace                the same as another operator
  as ?user=kenji                what someone is told who is nobody to Holdfast
GraphQL: ${parts.url} with the administrator's token, which is in ${act.folders.home}/admin-token`);
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  // A signal does not keep the process alive; the servers of the simulator do.
  signal.addEventListener('abort', () => resolve());
  await promise;
}
