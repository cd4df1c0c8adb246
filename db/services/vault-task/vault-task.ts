import type { SQL } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { SystemComponent } from '../../domain/actor.ts';
import type { AlertKind } from '../../domain/alert.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import type { VaultTaskOperation } from '../../domain/job.ts';

/** Work that every vault gets once a day, by a job for each site that reaches some of it. What differs between such kinds of work. */
export interface VaultTask {
  readonly operation: VaultTaskOperation;
  /** Who asks for it when its day comes. */
  readonly component: SystemComponent;
  /** The column of a vault that says when its day comes. */
  readonly plannedAs: 'nextRetentionAt' | 'nextVerifyAt' | 'nextPruneAt';
  /** A condition on vaults; those it does not hold for are never due. */
  readonly isWanted?: SQL;
  /** The sites whose workers reach something of this vault that the work is to be done on. */
  readonly sites: (tx: Transaction, vaultId: string) => Promise<string[]>;
  /** What is told where the job of the day before has not ended. */
  readonly notDone: { readonly kind: AlertKind; readonly error: ErrorInfo };
}

/** What a job of such work is for. */
export interface VaultAtSite {
  readonly vaultId: string;
  readonly siteId: string;
}
