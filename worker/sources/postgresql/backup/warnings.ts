import type { JobWarning, Warnings } from '@holdfast/db/domain/job';
import { joinWarnings, oneWarning } from '../../../attempt/warnings.ts';
import type { OpenDatabases } from './open-databases.ts';

/** What a point will lack since the item's user may not read it, or nobody may. */
export function warningsOf({ facts, closed, databases }: OpenDatabases): Warnings {
  const unsubscribed = facts.superuser ? [] : databases.filter(({ subscriptions }) => subscriptions > 0);
  const warnings: JobWarning[] = [
    ...(facts.readsPasswords ? [] : [ROLE_PASSWORDS]),
    ...closed.map((subject) => ({ ...CLOSED, subject })),
    ...unsubscribed.map(({ settings }) => ({ ...SUBSCRIPTIONS, subject: settings.name })),
  ];
  return joinWarnings(warnings.map(oneWarning));
}

const ROLE_PASSWORDS: JobWarning = {
  code: 'ROLE_PASSWORDS_NOT_READ',
  message: "The roles are stored without their passwords: the item's user may not read those (pg_authid).",
};

const CLOSED: JobWarning = {
  code: 'DATABASE_NOT_READ',
  message: 'The database is not in this point: it takes no connections (alter database … allow_connections).',
};

const SUBSCRIPTIONS: JobWarning = {
  code: 'SUBSCRIPTIONS_NOT_READ',
  message: "The database's subscriptions are not in this point: only a superuser can dump them.",
};
