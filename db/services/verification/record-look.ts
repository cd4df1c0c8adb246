import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { repositories, repositoryChecks } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { assertHeld, type Hold } from '../job/hold.ts';
import { recordEvent } from '../job/record-event.ts';

/** A look at a repository that came to its end. */
export interface Look {
  readonly repositoryId: string;
  /** What was read beside the structure; null: nothing. */
  readonly read: { readonly share: number; readonly of: number } | null;
  readonly seconds: number;
  readonly errorCount: number;
  /** Packs whose content is wrong, by full id: what a later look has to know of them. */
  readonly brokenPacks: readonly string[];
  /** What the engine said. */
  readonly findings: readonly string[];
}

const FINDINGS_KEPT = 20;
const PACKS_KEPT = 10_000;

/**
 * Records a look that has ended, and that the next share is in turn. A job looks at a share once: doing it again changes nothing.
 * @throws FencedError
 */
export async function recordLook(services: Services, hold: Hold, look: Look): Promise<void> {
  const { repositoryId, read, seconds, errorCount } = look;
  const packs = look.brokenPacks.slice(0, PACKS_KEPT).map((id) => PACK + id);
  await services.db.transaction(async (tx) => {
    await assertHeld(tx, hold);
    if (await isRecorded(tx, hold, look)) return;
    await tx.insert(repositoryChecks).values({
      ...{ repositoryId, jobId: hold.jobId, share: read?.share ?? null, shares: read?.of ?? null, errorCount },
      startedAt: sql`schedule_now() - make_interval(secs => ${seconds})`,
      endedAt: sql`schedule_now()`,
      findings: [...packs, ...look.findings.slice(0, FINDINGS_KEPT)],
    });
    if (!read) return;
    await tx
      .update(repositories)
      .set({ shares: read.of, nextShare: (read.share % read.of) + 1 })
      .where(eq(repositories.id, repositoryId));
    const message = `Read share ${read.share} of ${read.of}${errorCount > 0 ? '; not all is well' : ''}.`;
    await recordEvent(tx, { ...hold, type: 'verify.read', message, data: { shares: 1 } });
  });
}

async function isRecorded(tx: Transaction, hold: Hold, { repositoryId, read }: Look): Promise<boolean> {
  const share = read ? eq(repositoryChecks.share, read.share) : isNull(repositoryChecks.share);
  const same = and(eq(repositoryChecks.repositoryId, repositoryId), eq(repositoryChecks.jobId, hold.jobId), share);
  return (await tx.$count(repositoryChecks, same)) > 0;
}

const PACK = 'damaged pack ';

/** The packs that recorded findings name. */
export function packsIn(findings: readonly string[]): readonly string[] {
  return [...new Set(findings.flatMap((text) => (text.startsWith(PACK) ? [text.slice(PACK.length)] : [])))];
}
