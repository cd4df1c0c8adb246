import { bytes, counted, localTime } from '../format.ts';
import { option, type Option } from './inputs.ts';

export type ConsistencyView = 'APPLICATION' | 'FILE_SYSTEM' | 'CRASH' | 'NONE';

export interface PointView {
  readonly id: string;
  readonly takenAt: string;
  readonly sizeBytes: number;
  readonly files?: number | undefined;
  readonly consistency: ConsistencyView;
  readonly warningCount: number;
}

const CONSISTENCY: Record<ConsistencyView, string> = {
  APPLICATION: 'written down by its application',
  FILE_SYSTEM: 'file system at rest',
  CRASH: 'one moment, as after a power cut',
  NONE: 'read while in use',
};

/** A recovery point in a menu: when, in the reader's zone, and how much; below it how sound it is. */
export function pointOption(point: PointView, timeZone: string | undefined): Option {
  const { takenAt, sizeBytes, files, consistency, warningCount } = point;
  const details = [
    files === undefined ? undefined : counted(files, 'file'),
    CONSISTENCY[consistency],
    warningCount > 0 ? `⚠️ ${counted(warningCount, 'warning')}` : undefined,
  ];
  return option(point.id, `${localTime(takenAt, timeZone)} · ${bytes(sizeBytes)}`, details.filter(Boolean).join(' · '));
}
