import type { GatewaySession } from '../../gateway/client.ts';
import { jobView } from '../../gateway/job-view.ts';
import {
  EstateDocument,
  ItemStatusDocument,
  type EstateQuery,
  type OpenAlertFragment,
  type TroubledItemFragment,
  type ItemStatusQuery,
} from '../../gateway/operations.generated.ts';
import { unclearItemAnswer } from '../../ui/answers/items.ts';
import { itemAnswer, type ItemView } from '../../ui/answers/item-status.ts';
import { estateAnswer, type FillingVaultView, type OpenAlertView } from '../../ui/answers/status.ts';
import type { ProofView } from '../../ui/proof.ts';
import type { SlackMessage } from '../../ui/blocks.ts';
import { subjectView } from '../../ui/subject.ts';
import { findItem } from '../find-item.ts';
import { pointView } from '../restore-form.ts';
import type { SuspicionView } from '../../ui/suspicion.ts';
import type { CommandHandler } from './command-request.ts';
import { isJobId, oneJob, unclearAnswer } from './jobs.ts';

/** `/backup status [item]`: how everything stands, or one item; with a job's id, that job. */
export const status: CommandHandler = async ({ session, argument }) => {
  if (argument === '') return everything(session);
  if (isJobId(argument)) return oneJob(session, argument);
  const found = await findItem(session, argument);
  if (found.kind === 'UNCLEAR') return unclearAnswer(found.unclear, 'status');
  const { protectedItem, good } = await session.read(ItemStatusDocument, { id: found.item.id });
  if (protectedItem) return itemAnswer(itemView(protectedItem, good.nodes[0]));
  return unclearItemAnswer({ typed: argument, close: [], more: 0 }, 'status');
};

async function everything(session: GatewaySession): Promise<SlackMessage> {
  const read = await session.read(EstateDocument, {});
  const { estate, jobs, vaults } = read;
  const { items, storage, alerts } = estate;
  return estateAnswer({
    items,
    itemNames: read.all.nodes.map(({ name }) => name),
    objectives: estate.objectives,
    health: estate.health,
    newestGoodPointAt: items.newestRecoveryPointAt ?? undefined,
    ...storage,
    filling: vaults.nodes.flatMap(fillingView),
    alerts,
    troubled: [...read.unhealthy.nodes, ...read.degraded.nodes].map(troubledView),
    openAlerts: [...read.critical.nodes, ...read.errors.nodes, ...read.lesser.nodes].map(openAlertView),
    openJobs: { total: jobs.totalCount, first: jobs.nodes.map(jobView) },
  });
}

function troubledView({ name, health }: TroubledItemFragment) {
  return { name, health: { status: health.status, reasons: health.reasons.map(({ text }) => text) } };
}

function openAlertView({ item, vault, ...alert }: OpenAlertFragment): OpenAlertView {
  return { ...alert, subject: subjectView({ item, vault }) };
}

function fillingView({ name, space }: EstateQuery['vaults']['nodes'][number]): FillingVaultView[] {
  if (!space?.filling) return [];
  return [{ name, freeBytes: space.freeBytes ?? undefined, daysUntilFull: space.daysUntilFull ?? undefined }];
}

function suspicionView(suspect: SuspectPoint): SuspicionView | undefined {
  if (!suspect?.suspicion) return undefined;
  const { reasons, lastGoodPoint } = suspect.suspicion;
  return { takenAt: suspect.takenAt, reasons, lastGoodAt: lastGoodPoint?.takenAt };
}

type SuspectPoint = NonNullable<ItemStatusQuery['protectedItem']>['suspectPoint'];

function itemView(
  item: NonNullable<ItemStatusQuery['protectedItem']>,
  good: ItemStatusQuery['good']['nodes'][number] | undefined,
): ItemView {
  const newest = item.recoveryPoints.nodes[0];
  return {
    name: item.name,
    isStopped: item.state === 'STOPPED',
    nextRunAt: item.nextRunAt ?? undefined,
    vaultName: item.vault.name,
    policyName: item.policy.name,
    objectives: item.objectives,
    health: { status: item.health.status, reasons: item.health.reasons.map(({ text }) => text) },
    proof: proofView(item.proof),
    recoveryPoints: item.recoveryPoints.totalCount,
    newest: newest && pointView(newest),
    newestGoodAt: good?.takenAt,
    suspicion: suspicionView(item.suspectPoint),
    jobs: item.jobs.nodes.map(jobView),
  };
}

function proofView({ state, lastProvenAt, failedAt, dueBy, isLate }: ItemProof): ProofView {
  return {
    state,
    lastProvenAt: lastProvenAt ?? undefined,
    failedAt: failedAt ?? undefined,
    dueBy: dueBy ?? undefined,
    isLate,
  };
}

type ItemProof = NonNullable<ItemStatusQuery['protectedItem']>['proof'];
