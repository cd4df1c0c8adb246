import { context, section, type Section, type SlackMessage } from '../blocks.ts';
import { code } from '../escape.ts';
import { bytes, count, counted, instant } from '../format.ts';
import { healthWord, reasonLine, troubleByHealth, type HealthView } from '../health.ts';
import { listed } from '../listed.ts';
import { SEVERITY } from '../messages/alert.ts';
import { troubleWords } from '../messages/alert-words.ts';
import type { AlertView, ErrorView, JobView } from '../views.ts';
import { jobBlock } from './jobs.ts';

export interface EstateView {
  readonly items: {
    readonly total: number;
    readonly protected: number;
    readonly stopped: number;
    readonly withoutRecoveryPoint: number;
    readonly provenLast30Days: number;
  };
  /** The first of them, by name. */
  readonly itemNames: readonly string[];
  /** Of the items that have the objective. */
  readonly objectives: {
    readonly rpo: { readonly items: number; readonly atRisk: number; readonly breached: number };
    readonly rto: { readonly items: number; readonly breached: number };
  };
  /** The items by how they are. */
  readonly health: readonly { readonly status: string; readonly count: number }[];
  readonly newestGoodPointAt?: string | undefined;
  readonly recoveryPoints: number;
  readonly sourceBytes: number;
  readonly storedBytes: number;
  /** Vaults whose disk is full soon. */
  readonly filling: readonly FillingVaultView[];
  readonly alerts: readonly { readonly severity: string; readonly count: number }[];
  /** The first of the items that need somebody, and of the alerts that are open: the worst first. */
  readonly troubled: readonly TroubledItemView[];
  readonly openAlerts: readonly OpenAlertView[];
  readonly openJobs: { readonly total: number; readonly first: readonly JobView[] };
}

export interface FillingVaultView {
  readonly name: string;
  readonly freeBytes?: number | undefined;
  readonly daysUntilFull?: number | undefined;
}

export interface TroubledItemView {
  readonly name: string;
  readonly health: HealthView;
}

export interface OpenAlertView extends Pick<AlertView, 'kind' | 'severity' | 'subject' | 'firedAt'> {
  readonly error: Pick<ErrorView, 'code'>;
}

const ITEMS_NAMED = 10;
const FILLING_SHOWN = 5;
const TROUBLED_SHOWN = 5;
const ALERTS_SHOWN = 5;

/** How everything stands: trouble first. */
export function estateAnswer(view: EstateView): SlackMessage {
  const { items, openJobs } = view;
  const trouble = troubleLines(view);
  const headline = trouble.length === 0 ? '✅ *All is well*' : '⚠️ *Something needs attention*';
  return {
    text: trouble.length === 0 ? 'All is well' : 'Something needs attention',
    blocks: [
      section(headline, ...trouble),
      ...whereToLook(view),
      section(
        itemsLine(view),
        `${counted(view.recoveryPoints, 'recovery point')} · ${bytes(view.sourceBytes)} protected · ${bytes(view.storedBytes)} stored`,
        view.newestGoodPointAt === undefined ? undefined : `newest good point ${instant(view.newestGoodPointAt)}`,
        provenLine(items),
      ),
      ...openJobs.first.map((job) => jobBlock(job)),
      ...(openJobs.total > openJobs.first.length ? [context(`${counted(openJobs.total, 'open job')} in all`)] : []),
    ],
  };
}

/** The first items that are in trouble and the first open alerts, each in a line. */
function whereToLook({ troubled, openAlerts }: EstateView): Section[] {
  const items = troubled.slice(0, TROUBLED_SHOWN).map(({ name, health }) => {
    const { icon, name: word } = healthWord(health.status);
    return `${icon} ${code(name)}: ${reasonLine(health) ?? word}`;
  });
  const alerts = openAlerts.slice(0, ALERTS_SHOWN).map((alert) => {
    const { icon, name } = SEVERITY[alert.severity];
    return `${icon} ${name}: ${troubleWords(alert)} · since ${instant(alert.firedAt)}`;
  });
  return [
    ...(items.length > 0 ? [section('*Items in trouble*', ...items, STATUS_OF_ITEM)] : []),
    ...(alerts.length > 0 ? [section('*Open alerts*', ...alerts)] : []),
  ];
}

const STATUS_OF_ITEM = `${code('/backup status <item>')} tells more of one.`;

function itemsLine({ items, itemNames }: EstateView): string {
  const stopped = items.stopped > 0 ? `, ${count(items.stopped)} of them stopped` : '';
  const names = listed({ first: itemNames, count: items.total }, { most: ITEMS_NAMED });
  return `${counted(items.total, 'item')}${stopped}${itemNames.length > 0 ? `: ${names}` : ''}`;
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
      ? [`• ${counted(items.withoutRecoveryPoint, 'item')} without any good recovery point`]
      : []),
  ];
}
