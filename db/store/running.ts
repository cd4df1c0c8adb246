import { askServer, type ServerIdentity } from './connection.ts';
import { credentialsLost, storeUrls, type StoreCredentials } from './credentials.ts';
import type { StorePlace } from './place.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { isPostmaster, serverProcesses } from './process-table.ts';
import { StoreError } from './store-error.ts';
import { until } from './until.ts';

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** False: what it commits may not survive a power cut. */
  readonly durable: boolean;
}

/** A server that is starting may be recovering from a crash; one that is ending is writing what it holds. */
const LONGEST_CHANGE_MS = 300_000;

/**
 * The server that runs over this place's data, once it accepts connections; undefined when there is none, or when it
 * was ending and has ended. It is believed only when it takes our password and names our data folder.
 * Raises STORE_CREDENTIALS_LOST and STORE_START_FAILED.
 */
export async function findRunning(
  place: StorePlace,
  credentials: StoreCredentials,
): Promise<RunningServer | undefined> {
  const look = { found: undefined as RunningServer | undefined };
  const settled = async () => {
    const file = await readPostmasterFile(place.data);
    if (file === undefined) return !serverProcesses(place.data).some((pid) => isPostmaster(pid, place.data));
    if (!isPostmaster(file.pid, place.data)) return true;
    const answer = await askServer(storeUrls(file.port, credentials).ownerUrl);
    if (answer === 'not-yet') return false;
    const ours = believed(place, answer);
    look.found = { pid: file.pid, port: file.port, durable: ours.durable };
    return true;
  };
  if (await until(settled, { timeoutMs: LONGEST_CHANGE_MS, everyMs: 50 })) return look.found;
  throw stuck(place);
}

function believed(place: StorePlace, answer: ServerIdentity | 'refused'): ServerIdentity {
  if (answer === 'refused') throw credentialsLost(place, 'The running server does not know them.');
  if (answer.dataDirectory === place.data) return answer;
  throw credentialsLost(place, `The server at the port in postmaster.pid serves ${answer.dataDirectory}.`);
}

function stuck({ data, log }: StorePlace): StoreError {
  return new StoreError({
    code: 'STORE_START_FAILED',
    message: `A server runs over ${data} and has accepted no connection for ${LONGEST_CHANGE_MS / 1000} seconds.`,
    cause: 'It is starting, recovering or ending and does not get done, or it has no connection left.',
    remedy: `Read its log in ${log}; when it is stuck, end the process named in ${data}/postmaster.pid and start again.`,
    retryable: true,
    fault: 'SERVICE',
  });
}
