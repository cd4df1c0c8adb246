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
  /** Whether something is wrong with what the vault holds of it. */
  readonly damage?: DamageView | undefined;
  /** Unlike those before it, and nobody said that it was meant. */
  readonly isSuspect: boolean;
}

export type DamageView = 'DAMAGED' | 'SUSPECT' | 'MISSING';

/** A word for it, where there is no room for more. */
export const DAMAGE: Record<DamageView, string> = {
  DAMAGED: 'damaged',
  SUSPECT: 'may be damaged',
  MISSING: 'gone from its vault',
};

const CONSISTENCY: Record<ConsistencyView, string> = {
  APPLICATION: 'written down by its application',
  FILE_SYSTEM: 'file system at rest',
  CRASH: 'one moment, as after a power cut',
  NONE: 'read while in use',
};

/** A recovery point in a menu: when, in the reader's zone, and how much; below it how sound it is, damage first. */
export function pointOption(point: PointView, timeZone: string | undefined): Option {
  const { takenAt, sizeBytes, sizeOf, files, consistency, warningCount, damage, isSuspect } = point;
  const details = [
    damage && `⛔ ${DAMAGE[damage]}`,
    files === undefined || sizeOf !== 'FILES' ? undefined : counted(files, 'file'),
    isSuspect ? '⚠️ unlike those before it' : undefined,
    CONSISTENCY[consistency],
    warningCount > 0 ? `⚠️ ${counted(warningCount, 'warning')}` : undefined,
  ];
  const text = `${localTime(takenAt, timeZone)} · ${sizeText(sizeBytes, sizeOf)}`;
  return option(point.id, text, details.filter(Boolean).join(' · '));
}
