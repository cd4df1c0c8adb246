import { chmod, chown, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { serviceAccount, type ServiceAccount } from '@holdfast/db/store/account';
import { commandAs, run } from '@holdfast/db/store/command';
import { makeElsewhere, openPassage, serverData } from '../../../scratch/folder.ts';

/** Where a scratch server lives, and as whom it runs. */
export interface ServerPlace {
  /** We alone may write there; its account may pass through. */
  readonly place: string;
  /** The server's own folder, which exists; `data` in it does not. */
  readonly folder: string;
  readonly data: string;
  readonly account: ServiceAccount;
}

const ONLY_ITS_OWN = 0o700;

/**
 * Makes the folder of a scratch server. PostgreSQL does not run as root: then another account owns it, and where that one may not enter the
 * home the folder is made elsewhere, as the store's own is.
 */
export async function makeServerPlace(scratch: string): Promise<ServerPlace> {
  const account = await serviceAccount(serverData(scratch));
  const place = account.differs ? await enterable(scratch, account) : scratch;
  const data = serverData(place);
  const folder = dirname(data);
  await mkdir(folder, { mode: ONLY_ITS_OWN });
  await chmod(folder, ONLY_ITS_OWN);
  if (account.differs) await chown(folder, account.uid, account.gid);
  return { place, folder, data, account };
}

async function enterable(scratch: string, account: ServiceAccount): Promise<string> {
  await openPassage(scratch);
  // Asked of the kernel, as that account: modes, access control lists and mount options all count.
  const { code } = await run(commandAs(account, { program: 'test', args: ['-x', scratch] }));
  return code === 0 ? scratch : makeElsewhere(scratch);
}
