import { createHash } from 'node:crypto';
import type { StorePlace } from './place.ts';

/** Server parameters by name. */
export type Settings = Readonly<Record<string, string>>;

export interface StoreToMake {
  readonly throwAway: boolean;
  /** Of the machine. */
  readonly memoryBytes: number;
}

const LEAST_BUFFERS_MB = 128;
const MOST_BUFFERS_MB = 1024;
const MB = 2 ** 20;

/**
 * A sixteenth of the machine's memory, since the workers and their engines need the rest: with a million items a tick of the schedule
 * takes a quarter less time in 1 GB than in 128 MB.
 */
function buffersMb(memoryBytes: number): number {
  return Math.max(LEAST_BUFFERS_MB, Math.min(MOST_BUFFERS_MB, Math.floor(memoryBytes / MB / 16)));
}

/**
 * Written into postgresql.conf when a store is made: an administrator may change them there. Durability is among them
 * on purpose, so that it belongs to the data: no later start can take it away from a store that was made to be kept.
 */
export function madeWith({ throwAway, memoryBytes }: StoreToMake): Settings {
  return {
    max_connections: '200',
    shared_buffers: `${throwAway ? LEAST_BUFFERS_MB : buffersMb(memoryBytes)}MB`,
    min_wal_size: '80MB',
    max_wal_size: '1GB',
    // Plans of short queries cost more to compile than to run.
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(throwAway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
}

/** Kept out of postgresql.conf and given at each start: how we reach the server, and what its log must not hold. */
export function startedWith({ port, place }: { readonly port: number; readonly place: StorePlace }): Settings {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    cluster_name: clusterName(place.data),
    logging_collector: 'on',
    log_destination: 'stderr',
    log_directory: place.log,
    log_filename: 'server-%Y%m%dT%H%M%S.log',
    log_file_mode: '0600',
    log_rotation_age: '0',
    log_rotation_size: '10MB',
    log_line_prefix: '%m [%p] %q%u@%d ',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
    log_statement: 'none',
    // Failed statements and details quote values, and values may be secrets (law 10).
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  };
}

/** A name for one data folder; the server shows it in the title of each of its processes. */
export function clusterName(data: string): string {
  return `holdfast-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`;
}

/** Settings as arguments of `postgres` (`-c`) or of `initdb` (`--set`). */
export function settingArguments(flag: '-c' | '--set', settings: Settings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => [flag, `${name}=${value}`]);
}
