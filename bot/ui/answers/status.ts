import { context, section, type Block, type SlackMessage } from '../blocks.ts';
import { code } from '../escape.ts';
import { bytes, count, counted, duration, instant } from '../format.ts';
import { sizeText, type SizeOf } from '../size.ts';
import { DAMAGE, type DamageView } from '../modals/restore-point.ts';
import type { JobView } from '../views.ts';
import { jobBlock } from './jobs.ts';

export interface EstateView {
  readonly items: { readonly total: number; readonly stopped: number; readonly withoutRecoveryPoint: number };
  /** Of the items with an objective. */
  readonly rpo: { readonly items: number; readonly breached: number };
  readonly newestRecoveryPointAt?: string | undefined;
  readonly recoveryPoints: number;
  readonly sourceBytes: number;
  readonly storedBytes: number;
  readonly alerts: readonly { readonly severity: string; readonly count: number }[];
  readonly openJobs: { readonly total: number; readonly first: readonly JobView[] };
}

export interface ItemView {
  readonly name: string;
  readonly isStopped: boolean;
  /** When it is backed up next by itself; undefined: on demand alone. */
  readonly nextRunAt?: string | undefined;
  readonly vaultName: string;
  readonly policyName: string;
  readonly rpoSeconds?: number | undefined;
  readonly rtoSeconds?: number | undefined;
  readonly recoveryPoints: number;
  readonly newest?: NewestPointView | undefined;
  /** Of the newest point with which nothing is wrong. */
  readonly newestGoodAt?: string | undefined;
  readonly jobs: readonly JobView[];
}

export interface NewestPointView {
  readonly takenAt: string;
  readonly sizeBytes: number;
  readonly sizeOf: SizeOf;
  readonly warningCount: number;
  readonly damage?: DamageView | undefined;
}

/** How everything stands: trouble first. */
export function estateAnswer(view: EstateView): SlackMessage {
  const { items, openJobs } = view;
  const trouble = troubleLines(view);
  const headline = trouble.length === 0 ? '✅ *All is well*' : '⚠️ *Something needs attention*';
  return {
    text: trouble.length === 0 ? 'All is well' : 'Something needs attention',
    blocks: [
      section(headline, ...trouble),
      section(
        `${counted(items.total, 'item')}${items.stopped > 0 ? `, ${count(items.stopped)} of them stopped` : ''}`,
        `${counted(view.recoveryPoints, 'recovery point')} · ${bytes(view.sourceBytes)} protected · ${bytes(view.storedBytes)} stored`,
        view.newestRecoveryPointAt === undefined ? undefined : `newest point ${instant(view.newestRecoveryPointAt)}`,
      ),
      ...openJobs.first.map((job) => jobBlock(job)),
      ...(openJobs.total > openJobs.first.length ? [context(`${counted(openJobs.total, 'open job')} in all`)] : []),
    ],
  };
}

function troubleLines({ items, rpo, alerts }: EstateView): string[] {
  return [
    ...alerts
      .filter((alert) => alert.count > 0)
      .map((alert) => `• ${counted(alert.count, 'open alert')}: ${alert.severity.toLowerCase()}`),
    ...(rpo.breached > 0
      ? [`• ${counted(rpo.breached, 'item')} of ${rpo.items} with an objective: newest point too old`]
      : []),
    ...(items.withoutRecoveryPoint > 0
      ? [`• ${counted(items.withoutRecoveryPoint, 'item')} without any recovery point`]
      : []),
  ];
}

/** How one item stands. */
export function itemAnswer(view: ItemView): SlackMessage {
  const objectives = [
    view.rpoSeconds === undefined ? undefined : `may lose ${duration(view.rpoSeconds * 1_000)}`,
    view.rtoSeconds === undefined ? undefined : `restore within ${duration(view.rtoSeconds * 1_000)}`,
  ].filter((objective) => objective !== undefined);
  const blocks: Block[] = [
    section(
      `${itemIcon(view)} *${code(view.name)}* ${view.isStopped ? 'is not backed up any more' : 'is protected'}`,
      newestLine(view),
      damageLine(view),
      nextLine(view),
      `${counted(view.recoveryPoints, 'recovery point')} in the vault ${code(view.vaultName)} under the policy ${code(view.policyName)}`,
      objectives.length === 0 ? undefined : `Objectives: ${objectives.join(' · ')}`,
    ),
    ...view.jobs.map((job) => jobBlock(job)),
  ];
  return { text: `How ${code(view.name)} stands`, blocks };
}

function itemIcon({ isStopped, newest }: ItemView): string {
  if (isStopped) return '⏸️';
  return newest === undefined || newest.damage ? '⚠️' : '✅';
}

function nextLine({ isStopped, nextRunAt }: ItemView): string | undefined {
  if (isStopped) return undefined;
  return nextRunAt === undefined ? 'Backed up on demand alone' : `Next backup: ${instant(nextRunAt)}`;
}

function damageLine({ newest, newestGoodAt }: ItemView): string | undefined {
  if (!newest?.damage) return undefined;
  const good = newestGoodAt === undefined ? 'There is no good one.' : `The newest good one: ${instant(newestGoodAt)}`;
  return `⛔ *The newest point ${newest.damage === 'SUSPECT' ? '' : 'is '}${DAMAGE[newest.damage]}.* ${good}`;
}

function newestLine({ newest }: ItemView): string {
  if (!newest) return 'It has no recovery point: nothing could be restored.';
  const warned = newest.warningCount > 0 ? ` · ${counted(newest.warningCount, 'warning')}` : '';
  return `Newest point: ${instant(newest.takenAt)} · ${sizeText(newest.sizeBytes, newest.sizeOf)}${warned}`;
}
