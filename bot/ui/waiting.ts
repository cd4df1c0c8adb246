import { code } from './escape.ts';
import { count, instant } from './format.ts';
import type { WaitView } from './views.ts';

const PLACE: Record<Exclude<WaitView['reason'], 'PAUSE' | 'DRILLS' | 'MAINTENANCE'>, string> = {
  SITE: 'site',
  VAULT: 'vault',
  HOST: 'host',
};

/** What keeps a queued job waiting: `Waits for its turn: vault `main` runs as many jobs as it may (2).` */
export function waitLine(wait: WaitView): string {
  const { reason, name, limit, until } = wait;
  if (reason === 'PAUSE')
    return `Waits for the end of a pause: site ${code(name)}${until ? ` until ${instant(until)}` : ''}.`;
  if (reason === 'MAINTENANCE')
    return `Waits while vault ${code(name)} is cleaned up or repaired, for minutes at most.`;
  const most = limit === undefined ? '' : ` (${count(limit)})`;
  if (reason === 'DRILLS') return `Waits for its turn: site ${code(name)} runs as many drills as it may${most}.`;
  return `Waits for its turn: ${PLACE[reason]} ${code(name)} runs as many jobs as it may${most}.`;
}
