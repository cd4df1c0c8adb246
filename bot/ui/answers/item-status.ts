import { section, type Block, type SlackMessage } from '../blocks.ts';
import { code, inert } from '../escape.ts';
import { counted, instant } from '../format.ts';
import { healthWord, reasonLine, type HealthView } from '../health.ts';
import { COMMAND } from '../ids.ts';
import { DAMAGE, type DamageView } from '../modals/restore-point.ts';
import { proofLine, type ProofView } from '../proof.ts';
import { sizeText, type SizeOf } from '../size.ts';
import { suspicionText, type SuspicionView } from '../suspicion.ts';
import type { JobView } from '../views.ts';
import { jobBlock } from './jobs.ts';

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

/** How one item stands. */
export function itemAnswer(view: ItemView): SlackMessage {
  const { icon, name } = healthWord(view.health.status);
  const blocks: Block[] = [
    section(
      `${icon} *${code(view.name)}* ${view.isStopped ? 'is not backed up any more' : `is protected: ${name}`}`,
      view.isStopped ? undefined : reasonLine(view.health),
      newestLine(view),
      damageLine(view),
      againLine(view),
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

/** What to do at once about a newest point that is not whole. */
function againLine({ newest, isStopped, name }: ItemView): string | undefined {
  if (!newest?.damage || isStopped) return undefined;
  return `${code(`${COMMAND} now ${name}`)} stores anew what the source still has.`;
}

function newestLine({ newest }: ItemView): string {
  if (!newest) return 'It has no recovery point: nothing could be restored.';
  const warned = newest.warningCount > 0 ? ` · ${counted(newest.warningCount, 'warning')}` : '';
  return `Newest point: ${instant(newest.takenAt)} · ${sizeText(newest.sizeBytes, newest.sizeOf)}${warned}`;
}
