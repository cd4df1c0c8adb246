import { count } from './format.ts';
import { inert } from './escape.ts';

/** How an item is, as the API's HealthStatus says it, and why: the worst first, in words. */
export interface HealthView {
  readonly status: string;
  readonly reasons: readonly string[];
}

const WORDS: Readonly<Record<string, { icon: string; name: string }>> = {
  HEALTHY: { icon: '✅', name: 'healthy' },
  PENDING: { icon: '🕓', name: 'pending' },
  NOT_PROTECTED: { icon: '⏸️', name: 'not protected' },
  TRANSIENT_DEGRADED: { icon: '🟡', name: 'degraded' },
  PERSISTENT_DEGRADED: { icon: '🟠', name: 'degraded, and it lasts' },
  TRANSIENT_UNHEALTHY: { icon: '🔴', name: 'unhealthy' },
  PERSISTENT_UNHEALTHY: { icon: '🚨', name: 'unhealthy, and it lasts' },
};

/** Worst first: these need somebody. */
const TROUBLE = ['PERSISTENT_UNHEALTHY', 'TRANSIENT_UNHEALTHY', 'PERSISTENT_DEGRADED', 'TRANSIENT_DEGRADED'];

export function healthWord(status: string): { icon: string; name: string } {
  return WORDS[status] ?? { icon: '⚠️', name: inert(status.toLowerCase().replaceAll('_', ' ')) };
}

/** The first reason, and how many there are beside it; undefined where there is none. */
export function reasonLine({ reasons }: HealthView): string | undefined {
  const [first] = reasons;
  if (first === undefined) return undefined;
  return `${inert(first)}${reasons.length > 1 ? ` (and ${count(reasons.length - 1)} more)` : ''}`;
}

/** A line for each word that means trouble and that some items have. */
export function troubleByHealth(counts: readonly { readonly status: string; readonly count: number }[]): string[] {
  return TROUBLE.flatMap((status) => {
    const items = counts.find((one) => one.status === status)?.count ?? 0;
    const { icon, name } = healthWord(status);
    return items > 0 ? [`• ${icon} ${count(items)} ${name}`] : [];
  });
}
