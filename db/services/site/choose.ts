import { eq } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { InvalidInputError, NotFoundError } from '../../domain/errors.ts';
import { sites } from '../../schema/index.ts';

/**
 * The site that is named, or the only one there is.
 * @throws NotFoundError for an unknown id; InvalidInputError when none is named and there is not exactly one
 */
export async function chooseSite(tx: Transaction, siteId: string | undefined): Promise<string> {
  if (siteId !== undefined) {
    const [site] = await tx.select({ id: sites.id }).from(sites).where(eq(sites.id, siteId));
    if (!site) throw new NotFoundError('site', siteId);
    return site.id;
  }
  const [only, another] = await tx.select({ id: sites.id }).from(sites).limit(2);
  if (only && !another) return only.id;
  const message = only ? 'must be given: there are several sites' : 'there is no site yet: start a worker first';
  throw new InvalidInputError([{ path: 'siteId', message }]);
}
