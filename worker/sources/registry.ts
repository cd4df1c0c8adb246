import { sourceOf, type SourceConfig, type SourceKind } from '@holdfast/db/sources/index';
import { itemSecretContext } from '@holdfast/db/sealed-contexts';
import type { Worker } from '../worker.ts';
import type { Driver } from './driver.ts';
import { filesDriver } from './files/driver.ts';
import { postgresqlDriver } from './postgresql/driver.ts';

/** What of an item's row its driver is opened with. */
export interface ItemSource {
  readonly id: string;
  readonly kind: SourceKind;
  readonly config: SourceConfig;
  readonly sealedSecret: string | null;
}

/**
 * The driver of an item's source.
 * @throws HoldfastError SEALED_VALUE_UNREADABLE
 */
export function openDriver(worker: Pick<Worker, 'settings' | 'services'>, item: ItemSource): Driver {
  const source = sourceOf(item);
  const { settings, services } = worker;
  switch (source.kind) {
    case 'FILES':
      return filesDriver(settings, source.config);
    case 'POSTGRESQL': {
      const { sealedSecret } = item;
      const password = sealedSecret === null ? null : services.masterKey.open(sealedSecret, itemSecretContext(item.id));
      return postgresqlDriver(settings, { config: source.config, password });
    }
  }
}
