import { counted, localTime } from '../format.ts';
import { sizeText, type SizeOf } from '../size.ts';
import { option, type Option } from './inputs.ts';

export type ConsistencyView = 'APPLICATION' | 'FILE_SYSTEM' | 'CRASH' | 'NONE';

export interface PointView {
  readonly id: string;
  readonly takenAt: string;
  readonly sizeBytes: number;
  readonly sizeOf: SizeOf;
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
  const { takenAt, sizeBytes, sizeOf, files, consistency, warningCount } = point;
  const details = [
    files === undefined || sizeOf !== 'FILES' ? undefined : counted(files, 'file'),
    CONSISTENCY[consistency],
    warningCount > 0 ? `⚠️ ${counted(warningCount, 'warning')}` : undefined,
  ];
  const text = `${localTime(takenAt, timeZone)} · ${sizeText(sizeBytes, sizeOf)}`;
  return option(point.id, text, details.filter(Boolean).join(' · '));
}
