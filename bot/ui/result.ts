import { bytes, counted, duration, instant } from './format.ts';
import { placeText } from './place.ts';
import type { JobView, ResultView } from './views.ts';

/** What a job brought: one line of numbers, then where it is and where what it replaced is kept. */
export function resultLines(view: JobView): string[] {
  return view.result ? [resultNumbers(view), ...places(view.result)].filter((line) => line !== '') : [];
}

/** Size, what was stored of it and how long it took; empty where nothing is known. */
export function resultNumbers(view: JobView): string {
  const { result } = view;
  if (!result) return '';
  const size = result.bytes ?? result.sizeBytes;
  return [amount(size, pieces(result)), stored(result), tookText(view)].filter(Boolean).join(' · ');
}

function amount(size: number | undefined, inWhat: string | undefined): string | undefined {
  if (size === undefined) return inWhat;
  return inWhat === undefined ? bytes(size) : `${bytes(size)} in ${inWhat}`;
}

/** Of what there is the size: of databases the tables, of everything else the files. */
function pieces({ files, tables }: ResultView): string | undefined {
  if (tables !== undefined) return counted(tables, 'table');
  return files === undefined ? undefined : counted(files, 'file');
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
