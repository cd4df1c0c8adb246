import { context, section, type Block, type SlackMessage } from '../blocks.ts';
import { code, inert } from '../escape.ts';
import { bytes, count, counted, instant } from '../format.ts';
import { healthWord, reasonLine, troubleByHealth, type HealthView } from '../health.ts';
import { proofLine, type ProofView } from '../proof.ts';
import { sizeText, type SizeOf } from '../size.ts';
import { DAMAGE, type DamageView } from '../modals/restore-point.ts';
import { suspicionText, type SuspicionView } from '../suspicion.ts';
import type { JobView } from '../views.ts';
import { jobBlock } from './jobs.ts';

export interface EstateView {
  readonly items: {
    readonly total: number;
    readonly protected: number;
    readonly stopped: number;
    readonly withoutRecoveryPoint: number;
    readonly provenLast30Days: number;
  };
  /** Of the items that have the objective. */
  readonly objectives: {
    readonly rpo: { readonly items: number; readonly atRisk: number; readonly breached: number };
    readonly rto: { readonly items: number; readonly breached: number };
  };
  /** The items by how they are. */
  readonly health: readonly { readonly status: string; readonly count: number }[];
  readonly newestRecoveryPointAt?: string | undefined;
  readonly recoveryPoints: number;
  readonly sourceBytes: number;
  readonly storedBytes: number;
  /** Vaults whose disk is full soon. */
  readonly filling: readonly FillingVaultView[];
  readonly alerts: readonly { readonly severity: string; readonly count: number }[];
  readonly openJobs: { readonly total: number; readonly first: readonly JobView[] };
}

export interface FillingVaultView {
  readonly name: string;
  readonly freeBytes?: number | undefined;
  readonly daysUntilFull?: number | undefined;
}

const FILLING_SHOWN = 5;

export interface ItemView {
  readonly name: string;
  readonly isStopped: boolean;
  /** When it is backed up next by itself; undefined: on demand alone. */
  readonly nextRunAt?: string | undefined;
  readonly vaultName: string;
  readonly policyName: string;
  readonly objectives: { readonly rpo: ObjectiveView; readonly rto: ObjectiveView };
  readonly health: HealthView;
  readonly proof: ProofView;
  readonly recoveryPoints: number;
  readonly newest?: NewestPointView | undefined;
  /** Of the newest point with which nothing is wrong. */
  readonly newestGoodAt?: string | undefined;
  readonly suspicion?: SuspicionView | undefined;
  readonly jobs: readonly JobView[];
}

/** How it stands with an objective, as the API's ObjectiveState says it, and in words. */
export interface ObjectiveView {
  readonly state: string;
  readonly text: string;
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
        provenLine(items),
      ),
      ...openJobs.first.map((job) => jobBlock(job)),
      ...(openJobs.total > openJobs.first.length ? [context(`${counted(openJobs.total, 'open job')} in all`)] : []),
    ],
  };
}

function provenLine(items: EstateView['items']): string | undefined {
  if (items.protected === 0) return undefined;
  if (items.provenLast30Days === 0) {
    return `nothing proven restorable in the last 30 days: ${code('/backup drill <item>')} proves an item`;
  }
  return `${count(items.provenLast30Days)} of ${counted(items.protected, 'protected item')} proven restorable in the last 30 days`;
}

function fillingLine({ name, freeBytes, daysUntilFull }: FillingVaultView): string {
  const free = freeBytes === undefined ? '' : `: ${bytes(freeBytes)} free`;
  const when = daysUntilFull === undefined ? '' : `, full in about ${counted(Math.floor(daysUntilFull), 'day')}`;
  return `• The vault ${code(name)} is filling up${free}${when}`;
}

function troubleLines({ items, objectives: { rpo, rto }, health, alerts, filling }: EstateView): string[] {
  return [
    ...alerts
      .filter((alert) => alert.count > 0)
      .map((alert) => `• ${counted(alert.count, 'open alert')}: ${alert.severity.toLowerCase()}`),
    ...filling.slice(0, FILLING_SHOWN).map(fillingLine),
    ...troubleByHealth(health),
    ...(rpo.breached > 0 ? [`• RPO breached by ${counted(rpo.breached, 'item')} of ${count(rpo.items)}`] : []),
    ...(rpo.atRisk > 0 ? [`• RPO at risk with ${counted(rpo.atRisk, 'item')} of ${count(rpo.items)}`] : []),
    ...(rto.breached > 0 ? [`• RTO breached by ${counted(rto.breached, 'item')} of ${count(rto.items)}`] : []),
    ...(items.withoutRecoveryPoint > 0
      ? [`• ${counted(items.withoutRecoveryPoint, 'item')} without any recovery point`]
      : []),
  ];
}

/** How one item stands. */
export function itemAnswer(view: ItemView): SlackMessage {
  const { icon, name } = healthWord(view.health.status);
  const blocks: Block[] = [
    section(
      `${icon} *${code(view.name)}* ${view.isStopped ? 'is not backed up any more' : `is protected: ${name}`}`,
      view.isStopped ? undefined : reasonLine(view.health),
      newestLine(view),
      damageLine(view),
      suspicionLine(view),
      nextLine(view),
      proofLine(view.proof),
      `${counted(view.recoveryPoints, 'recovery point')} in the vault ${code(view.vaultName)} under the policy ${code(view.policyName)}`,
      objectiveLine('RPO', view.objectives.rpo),
      objectiveLine('RTO', view.objectives.rto),
    ),
    ...view.jobs.map((job) => jobBlock(job)),
  ];
  return { text: `How ${code(view.name)} stands`, blocks };
}

/** Nothing where none counts. */
function objectiveLine(name: string, { state, text }: ObjectiveView): string | undefined {
  return state === 'NONE' ? undefined : `${name}: ${inert(text)}`;
}

function suspicionLine({ suspicion }: ItemView): string | undefined {
  if (!suspicion) return undefined;
  return `⚠️ The point of ${instant(suspicion.takenAt)} is ${suspicionText(suspicion)}`;
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
