import { idKind, type IdKind } from '@holdfast/db/domain/ids';
import { createGraphQLError } from 'graphql-yoga';

/** The GraphQL type that an id's prefix names. Kinds without one are no nodes. */
const NODE_TYPES: Partial<Record<IdKind, string>> = {
  alert: 'Alert',
  apiToken: 'ApiToken',
  assignmentRule: 'AssignmentRule',
  channel: 'Channel',
  dataSource: 'DataSource',
  drill: 'Drill',
  job: 'Job',
  policy: 'Policy',
  principal: 'Principal',
  protectedItem: 'ProtectedItem',
  recoveryPoint: 'RecoveryPoint',
  site: 'Site',
  subscription: 'ChannelSubscription',
  vault: 'Vault',
};

/** Our ids are global as they are: the prefix says the type. */
export function typeOfId(id: string): string {
  const kind = idKind(id);
  const type = kind && NODE_TYPES[kind];
  if (type !== undefined) return type;
  throw createGraphQLError(`"${id.slice(0, 60)}" is not an id of Holdfast.`, {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
