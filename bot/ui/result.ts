import { chosenText } from './chosen.ts';
import { bytes, counted, duration, instant } from './format.ts';
import { placeText } from './place.ts';
import type { JobView, ResultView } from './views.ts';

/** What of its point a restore is of, and where it is to land while that is not said by its result. */
export function restoreLine({ restore, result }: JobView): string | undefined {
  if (!restore) return undefined;
  const what = chosenText(restore) ?? 'All of it';
  if (result?.restoredTo !== undefined) return what;
  return `${what}, ${restore.place.startsWith('/') ? 'to' : 'into'} ${placeText(restore.place)}`;
}

/** What a job brought: one line of numbers, then where it is and where what it replaced is kept. */
export function resultLines(view: JobView): string[] {
  return view.result ? [resultNumbers(view), ...places(view.result)].filter((line) => line !== '') : [];
}

/** Size, what was stored of it and how long it took; empty where nothing is known. */
export function resultNumbers(view: JobView): string {
  const { result } = view;
  if (!result) return '';
  return [amount(view, result), stored(result), tookText(view)].filter(Boolean).join(' · ');
}

/** Of files their size; of databases that of what was read of them, which is another one than what tables take on a disk. */
function amount({ restore }: JobView, result: ResultView): string | undefined {
  const { files, tables } = result;
  const size = result.bytes ?? result.sizeBytes;
  if (tables !== undefined) {
    const dump = restore && restore.database === undefined ? 'dumps' : 'a dump';
    return `${counted(tables, 'table')}${size === undefined ? '' : ` from ${dump} of ${bytes(size)}`}`;
  }
  if (files === undefined) return size === undefined ? undefined : bytes(size);
  return size === undefined ? counted(files, 'file') : `${bytes(size)} in ${counted(files, 'file')}`;
}

function stored({ storedBytes }: ResultView): string | undefined {
  return storedBytes === undefined ? undefined : `${bytes(storedBytes)} stored after deduplication`;
}

function places({ restoredTo, replacedKeptAt, replacedKeptUntil }: ResultView): string[] {
  const until = replacedKeptUntil === undefined ? '' : ` until ${instant(replacedKeptUntil)}`;
  return [
    ...(restoredTo === undefined
      ? []
      : [`${restoredTo.startsWith('/') ? 'It is at' : 'Restored into'} ${placeText(restoredTo)}`]),
    ...(replacedKeptAt === undefined
      ? []
      : [
          `What it replaced is kept ${replacedKeptAt.startsWith('/') ? 'at' : 'as'} ${placeText(replacedKeptAt)}${until}`,
        ]),
  ];
}

/** `took 4 min`, for a restore against its objective. */
function tookText({ result, startedAt, endedAt, rtoSeconds, operation }: JobView): string | undefined {
  const between = startedAt && endedAt ? Date.parse(endedAt) - Date.parse(startedAt) : undefined;
  const took = result?.durationMs ?? between;
  if (took === undefined) return undefined;
  const measured = `took ${duration(took)}`;
  if (operation !== 'RESTORE' || rtoSeconds === undefined) return measured;
  const objective = duration(rtoSeconds * 1_000);
  const over = took - rtoSeconds * 1_000;
  return over > 0
    ? `${measured}, ${duration(over)} over the objective of ${objective}`
    : `${measured}, within the objective of ${objective}`;
}
