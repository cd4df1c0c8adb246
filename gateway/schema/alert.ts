import { alerts } from '@holdfast/db/schema';
import { acknowledgeAlert } from '@holdfast/db/services/alert/acknowledge';
import { closeAlert } from '@holdfast/db/services/alert/close';
import { builder } from '../builder.ts';
import { ActorType } from './actor.ts';
import { AlertConditionEnum, AlertKindEnum, AlertSeverityEnum, AlertStateEnum } from './alert-enums.ts';
import { Failure } from './errors.ts';
import { existing } from './existing.ts';
import { filterSql } from './filter-sql.ts';
import { IDEMPOTENCY_KEY, requestOf } from './mutation-input.ts';

builder.drizzleNode('alerts', {
  name: 'Alert',
  description: 'Trouble that someone should know of: one alert while it lasts, however often it happens.',
  id: { column: (alert) => alert.id },
  select: { columns: { id: true } },
  fields: (t) => ({
    kind: t.expose('kind', { type: AlertKindEnum }),
    severity: t.expose('severity', { type: AlertSeverityEnum }),
    condition: t.expose('condition', { type: AlertConditionEnum }),
    state: t.expose('state', { type: AlertStateEnum }),
    count: t.exposeInt('count', { description: 'How often it happened.' }),
    version: t.exposeInt('version', { description: 'Rises with every change.' }),
    item: t.relation('item', { nullable: true, description: 'What it is about, where that is an item.' }),
    vault: t.relation('vault', { nullable: true, description: 'What it is about, where that is a vault.' }),
    job: t.relation('job', { nullable: true, description: 'The job in which it happened last.' }),
    error: t.field({ type: Failure, select: { columns: { error: true } }, resolve: ({ error }) => error }),
    changedBy: t.field({
      type: ActorType,
      nullable: true,
      description: 'Who acknowledged or closed it.',
      select: { columns: { changedBy: true } },
      resolve: ({ changedBy }) => changedBy,
    }),
    firedAt: t.expose('firedAt', { type: 'DateTime' }),
    lastFiredAt: t.expose('lastFiredAt', { type: 'DateTime' }),
    resolvedAt: t.expose('resolvedAt', { type: 'DateTime', nullable: true }),
  }),
});

const Filter = builder.inputType('AlertFilter', {
  fields: (t) => ({
    condition: t.field({ type: [AlertConditionEnum] }),
    state: t.field({ type: [AlertStateEnum] }),
    severity: t.field({ type: [AlertSeverityEnum] }),
    itemId: t.id(),
    vaultId: t.id({ description: 'Those of the vault itself, not of the items in it.' }),
  }),
});

/**
 * By when they were first fired, which is the order of their ids. Not by `lastFiredAt`: a cursor keeps milliseconds, the
 * store microseconds, and a page would lose what lies between.
 */
const Order = builder.enumType('AlertOrder', {
  description: 'By when they were first fired.',
  values: { NEWEST_FIRST: {}, OLDEST_FIRST: {} } as const,
});

function whereOf(filter: typeof Filter.$inferInput | null | undefined) {
  return {
    ...(filter?.condition && { condition: { in: filter.condition } }),
    ...(filter?.state && { state: { in: filter.state } }),
    ...(filter?.severity && { severity: { in: filter.severity } }),
    ...(filter?.itemId != null && { itemId: filter.itemId }),
    ...(filter?.vaultId != null && { vaultId: filter.vaultId }),
  };
}

builder.queryFields((t) => ({
  alert: t.drizzleField({
    type: 'alerts',
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { db }) => db.query.alerts.findFirst(query({ where: { id } })),
  }),
  alerts: t.drizzleConnection({
    type: 'alerts',
    args: { filter: t.arg({ type: Filter }), orderBy: t.arg({ type: Order, defaultValue: 'NEWEST_FIRST' }) },
    totalCount: (_root, { filter }, { db }) => db.$count(alerts, filterSql(alerts, whereOf(filter))),
    resolve: (query, _root, { filter, orderBy }, { db }) =>
      db.query.alerts.findMany(
        query({ where: whereOf(filter), orderBy: { id: orderBy === 'OLDEST_FIRST' ? 'asc' : 'desc' } }),
      ),
  }),
}));

function alertPayload(name: string) {
  return builder.objectRef<{ alertId: string }>(name).implement({
    fields: (t) => ({
      alert: t.drizzleField({
        type: 'alerts',
        resolve: (query, { alertId }, _args, { db }) =>
          existing(db.query.alerts.findFirst(query({ where: { id: alertId } }))),
      }),
    }),
  });
}

const AcknowledgeAlertInput = builder.inputType('AcknowledgeAlertInput', {
  fields: (t) => ({
    alertId: t.id({ required: true }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const CloseAlertInput = builder.inputType('CloseAlertInput', {
  fields: (t) => ({
    alertId: t.id({ required: true }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationFields((t) => ({
  acknowledgeAlert: t.field({
    type: alertPayload('AcknowledgeAlertPayload'),
    description: 'Says that you look after it. Needs the role OPERATOR.',
    errors: {},
    args: { input: t.arg({ type: AcknowledgeAlertInput, required: true }) },
    resolve: (_root, { input }, ctx) => acknowledgeAlert(ctx, requestOf(input)),
  }),
  closeAlert: t.field({
    type: alertPayload('CloseAlertPayload'),
    description: 'Puts it away; its trouble may last. Needs the role OPERATOR.',
    errors: {},
    args: { input: t.arg({ type: CloseAlertInput, required: true }) },
    resolve: (_root, { input }, ctx) => closeAlert(ctx, requestOf(input)),
  }),
}));
