import type { Actor, Role } from './actor.ts';
import { ROLES } from './actor.ts';
import { NotAuthorizedError } from './errors.ts';

/**
 * Everything an actor can ask for, the weakest role that may, and the words for it in a refusal.
 * `slack: false` marks administration, which is never done on behalf (DESIGN 4).
 */
export const ACTIONS = {
  'estate.read': { role: 'READER', slack: true, words: 'read what is protected' },
  'backup.request': { role: 'OPERATOR', slack: true, words: 'start a backup' },
  'restore.request': { role: 'OPERATOR', slack: true, words: 'start a restore' },
  'job.cancel': { role: 'OPERATOR', slack: true, words: 'cancel a job' },
  'job.retry': { role: 'OPERATOR', slack: true, words: 'retry a job' },
  'alert.acknowledge': { role: 'OPERATOR', slack: true, words: 'acknowledge or close an alert' },
  'vault.verify': { role: 'OPERATOR', slack: true, words: 'have a vault checked' },
  'drill.request': { role: 'OPERATOR', slack: true, words: 'start a restore drill' },
  'suspicion.dismiss': { role: 'OPERATOR', slack: true, words: 'dismiss a suspicion' },
  'vault.prune': { role: 'CONTRIBUTOR', slack: true, words: 'have a vault reclaim space' },
  'policy.write': { role: 'CONTRIBUTOR', slack: true, words: 'create or change a policy' },
  'point.hold': { role: 'CONTRIBUTOR', slack: true, words: 'hold a recovery point or release it' },
  'data.delete': { role: 'ADMIN', slack: false, words: 'delete recovery points' },
  'item.write': { role: 'CONTRIBUTOR', slack: true, words: 'protect an item or change its protection' },
  'channel.write': { role: 'OPERATOR', slack: true, words: 'change what a channel hears of' },
  'vault.write': { role: 'ADMIN', slack: false, words: 'create or change a vault' },
  'site.write': { role: 'ADMIN', slack: false, words: 'change how much a site does at once' },
  'access.write': { role: 'ADMIN', slack: false, words: 'change who may do what' },
} as const satisfies Record<string, { role: Role; slack: boolean; words: string }>;

export type Action = keyof typeof ACTIONS;

/** Whether the actor may do this. The system may do everything: it acts for decisions that were already authorised. */
export function mayDo(actor: Actor, action: Action): boolean {
  if (actor.type === 'system') return true;
  const rule = ACTIONS[action];
  if (actor.type === 'slack' && !rule.slack) return false;
  return ROLES.indexOf(actor.role) >= ROLES.indexOf(rule.role);
}

/** @throws NotAuthorizedError naming the role that would be needed, or that administration is not done from Slack */
export function assertMayDo(actor: Actor, action: Action): void {
  if (mayDo(actor, action)) return;
  const rule = ACTIONS[action];
  const onBehalf = actor.type === 'slack' && !rule.slack;
  throw new NotAuthorizedError({
    action: rule.words,
    needs: rule.role,
    ...(onBehalf && {
      cause: 'Administration is not done on behalf of a Slack user.',
      remedy: 'Use an API token of an administrator.',
    }),
  });
}
