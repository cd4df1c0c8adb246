import { chosenText } from './chosen.ts';
import { drilledLine, drilledNumbers } from './drilled.ts';
import { bytes, count, counted, duration, instant } from './format.ts';
import { listed } from './listed.ts';
import { againstObjective } from './objective.ts';
import { placeText } from './place.ts';
import { sizeText } from './size.ts';
import type { JobView, RestoreView, ResultView } from './views.ts';

const DATABASES_SHOWN = 3;

/** What a restore is of, as of when, and where it is to land while that is not said by its result. */
export function restoreLine({ restore, result }: JobView): string | undefined {
  if (!restore) return undefined;
  const { takenAt } = restore;
  const of = chosenText(restore) ?? allOfIt(restore);
  const what = takenAt === undefined ? of : `${of}, from the point of ${instant(takenAt)}`;
  if (result?.restoredTo !== undefined) return what;
  return `${what}, ${restore.place.startsWith('/') ? 'to' : 'into'} ${placeText(restore.place)}`;
}

function allOfIt({ databases }: RestoreView): string {
  if (!databases || databases.count === 0) return 'All of it';
  return `All of it: ${databases.count === 1 ? 'database' : 'databases'} ${listed(databases, { most: DATABASES_SHOWN })}`;
}

/** What a job brought: one line of numbers, then where it is and where what it replaced is kept. */
export function resultLines(view: JobView): string[] {
  return view.result
    ? [...proven(view.result), resultNumbers(view), ...places(view.result)].filter((line) => line !== '')
    : [];
}

function proven({ drilled }: ResultView): string[] {
  return drilled ? [drilledLine(drilled)] : [];
}

/** Size, what was stored of it and how long it took; empty where nothing is known. */
export function resultNumbers(view: JobView): string {
  const { result } = view;
  if (!result) return '';
  if (result.drilled) return drilledNumbers(result.drilled);
  return [retained(result), checked(result), pruned(result), amount(view, result), stored(result), tookText(view)]
    .filter(Boolean)
    .join(' · ');
}

/** `12 points expired, 1 brought back, 3 removed (40 MB stored)`; what did not happen is left out. */
function retained({ expired, returned = 0, removed = 0, removedBytes }: ResultView): string | undefined {
  if (expired === undefined) return undefined;
  const size = removedBytes === undefined ? '' : ` (${bytes(removedBytes)} stored)`;
  const [first, ...others] = [
    { points: expired, what: 'expired' },
    { points: returned, what: 'brought back' },
    { points: removed, what: `removed${size}` },
  ].filter(({ points }) => points > 0);
  if (!first) return 'nothing expired, nothing was removed';
  return [
    `${counted(first.points, 'point')} ${first.what}`,
    ...others.map(({ points, what }) => `${count(points)} ${what}`),
  ].join(', ');
}

/** `12 GB freed, 40 GB stored now · others waited for up to 40 s`; where nothing was worth it, that. */
function pruned({ freedBytes, afterBytes, blockedMs = 0 }: ResultView): string | undefined {
  if (freedBytes === undefined) return undefined;
  const now = afterBytes === undefined ? '' : `, ${bytes(afterBytes)} stored now`;
  const blocked = blockedMs > 0 ? ` · kept others waiting for ${duration(blockedMs)} at most` : '';
  return freedBytes === 0 ? `nothing was freed${now}${blocked}` : `${bytes(freedBytes)} freed${now}${blocked}`;
}

/** `read 1 of 30 shares of the data, 2 points found damaged, 1 point whole again`; what did not happen is left out, what is still wrong is not. */
function checked(result: ResultView): string | undefined {
  const {
    shares,
    sharesOf,
    damaged = 0,
    healed = 0,
    missing = 0,
    adopted = 0,
    stillDamaged = 0,
    stillMissing = 0,
  } = result;
  if (shares === undefined) return undefined;
  const found = [
    { points: damaged, what: 'found damaged' },
    { points: missing, what: 'found missing' },
    { points: healed, what: 'whole again' },
    { points: adopted, what: 'put into the catalogue' },
  ].filter(({ points }) => points > 0);
  const still = stillDamaged + stillMissing;
  return [
    readText(shares, sharesOf),
    ...found.map(({ points, what }) => `${counted(points, 'point')} ${what}`),
    still > 0
      ? `${counted(still, 'point')} ${still === 1 ? 'is' : 'are'} not whole`
      : 'every point is whole, as far as is known',
  ].join(', ');
}

/** Nobody is to take a share for everything. */
function readText(shares: number, sharesOf: number | undefined): string {
  if (shares === 0) return 'structure checked, none of the data read';
  if (sharesOf === undefined) return `${counted(shares, 'share')} read`;
  return shares >= sharesOf ? 'read all of the data' : `read ${count(shares)} of ${count(sharesOf)} shares of the data`;
}

function amount(view: JobView, result: ResultView): string | undefined {
  if (view.sizeOf === 'DUMPS') return amountOfDumps(view, result);
  const { files } = result;
  const size = result.bytes ?? result.sizeBytes;
  if (files === undefined) return size === undefined ? undefined : bytes(size);
  return size === undefined ? counted(files, 'file') : `${bytes(size)} in ${counted(files, 'file')}`;
}

/** Of databases the size is that of what was written or read of them, which is another one than what tables take on a disk. */
function amountOfDumps({ restore }: JobView, result: ResultView): string | undefined {
  const { tables, files } = result;
  const dumps = dumpsText(result, restore);
  if (tables === undefined) {
    return restore && files !== undefined && dumps !== undefined ? `${dumps} in ${counted(files, 'file')}` : dumps;
  }
  const counts = counted(tables, 'table');
  return dumps === undefined ? counts : `${counts} ${restore ? 'from' : 'in'} ${dumps}`;
}

function dumpsText({ bytes: read, sizeBytes }: ResultView, restore: RestoreView | undefined): string | undefined {
  const size = read ?? sizeBytes;
  if (size === undefined) return undefined;
  return restore?.database === undefined ? sizeText(size, 'DUMPS') : `a dump of ${bytes(size)}`;
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
  return `took ${duration(took)}${operation === 'RESTORE' ? againstObjective(took, rtoSeconds) : ''}`;
}
