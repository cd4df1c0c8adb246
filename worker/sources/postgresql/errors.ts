import { HoldfastError } from '@holdfast/db/domain/errors';
import type { ErrorInfo } from '@holdfast/db/domain/fault';
import { postgresqlPlace } from '@holdfast/db/sources/postgresql';
import postgres from 'postgres';
import { CONNECT_SECONDS, type Server } from './server.ts';

type Meaning = Pick<ErrorInfo, 'code' | 'cause' | 'remedy' | 'retryable' | 'fault'>;

const FOR_A_PERSON = { retryable: false, fault: 'USER' } as const;
/** Nobody has to do anything for these to pass, so they are tried again: only a service's fault is. */
const PASSING = { retryable: true, fault: 'SERVICE' } as const;

const UNREACHABLE: Meaning = {
  code: 'SOURCE_UNREACHABLE',
  cause: 'The server is down, does not listen there, or a firewall is between it and the worker.',
  remedy: "Start the server, or correct the item's host and port.",
  ...PASSING,
};
const DENIED: Meaning = {
  code: 'SOURCE_ACCESS_DENIED',
  cause: 'The user or its password is wrong, or pg_hba.conf does not let it in from the worker.',
  remedy: "Correct the item's user and password, or the server's pg_hba.conf.",
  ...FOR_A_PERSON,
};

const LOCKED: Meaning = {
  code: 'SOURCE_LOCKED',
  cause: 'Someone keeps what is needed locked for longer than Holdfast waits for it.',
  remedy: 'See in pg_stat_activity who holds it, and retry once it is free.',
  ...PASSING,
};

/** What PostgreSQL's error codes mean to whoever protects a database (PostgreSQL manual, appendix A). By code or by its class. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  '28000': DENIED,
  '28P01': DENIED,
  '3D000': {
    code: 'SOURCE_MISSING',
    cause: 'There is no such database: it was dropped or renamed, or its name is another one.',
    remedy: "Correct the item or the restore's target; a dropped database can be restored from a recovery point.",
    ...FOR_A_PERSON,
  },
  '42501': {
    code: 'SOURCE_RIGHTS_MISSING',
    cause: "The item's user may not do that on the server.",
    remedy: 'Give it the right, or let the item use another user; a superuser may do all that is needed.',
    ...FOR_A_PERSON,
  },
  '53300': {
    code: 'SOURCE_BUSY',
    cause: 'The server takes no more connections.',
    remedy: 'Raise max_connections or end what is connected; the job is tried again.',
    ...PASSING,
  },
  '53100': {
    code: 'TARGET_NO_SPACE',
    cause: "The server's disk is full.",
    remedy: 'Free space there, or enlarge it.',
    ...FOR_A_PERSON,
  },
  '55006': {
    code: 'TARGET_IN_USE',
    cause: 'Sessions are connected to the database.',
    remedy: 'Stop what connects to it, then retry.',
    ...PASSING,
  },
  '55P03': LOCKED,
  '57014': {
    code: 'SOURCE_CANCELLED',
    cause: "Someone, or something that watches over the server, cancelled Holdfast's statement there.",
    remedy: 'Find out who did and why; the job is tried again.',
    ...PASSING,
  },
  '57': UNREACHABLE,
  '08': UNREACHABLE,
};

/** Whether what the server raised says nothing of the statement: a conflict, too little of something, a lost connection. */
export function isPassing(code: string): boolean {
  return /^(?:08|40|53|57|58)/.test(code);
}

/**
 * What the server adds is told for these classes alone: it says there what stands in the way. Elsewhere it may hold rows,
 * values, or how someone failed to log in (law 10).
 */
const TELLS_MORE = /^(?:0A|2B|3D|42|53|54|55|57|58)/;

function wordsOf(error: Error, code: string): string {
  if (!(error instanceof postgres.PostgresError)) return LOST[code] ?? (error.message || code);
  const more = TELLS_MORE.test(code) ? [error.detail, error.hint] : [];
  return [error.message, ...more.filter((text) => text !== undefined)].join(' — ');
}

/** The client's own words name its functions. */
const LOST: Readonly<Record<string, string>> = {
  CONNECT_TIMEOUT: `the server did not answer within ${CONNECT_SECONDS} seconds`,
  CONNECTION_CLOSED: 'the connection was lost',
  CONNECTION_ENDED: 'the connection was lost',
  CONNECTION_DESTROYED: 'the connection was lost',
};

const NETWORK = /^(ECONN|EHOST|ENET|ETIMEDOUT|ENOTFOUND|EAI_|EPIPE|ENOENT|CONNECT|CONNECTION_)/;

/**
 * What a statement raised, as one of our errors: what the server said is the message. Anything but the client's and the server's errors comes back as it is.
 */
export function explainSql(error: unknown, server: Server): unknown {
  if (error instanceof HoldfastError || !(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  const meaning = meaningOf(error, code);
  return meaning
    ? new HoldfastError({ ...meaning, message: `${postgresqlPlace(server.config)}: ${wordsOf(error, code)}` })
    : error;
}

function meaningOf(error: Error, code: string): Meaning | undefined {
  if (error instanceof postgres.PostgresError) return MEANINGS[code] ?? MEANINGS[code.slice(0, 2)] ?? refused(code);
  return NETWORK.test(code) ? UNREACHABLE : undefined;
}

function refused(code: string): Meaning {
  return {
    code: 'SOURCE_REFUSED',
    cause: `The server refused a statement (SQLSTATE ${code}).`,
    remedy: "See what it said; its log has more. If nothing is wrong there, report it with the worker's log.",
    fault: 'SERVICE',
    retryable: isPassing(code),
  };
}

/** What the server's words mean that its programs pass on without its codes. In English, where its lc_messages is. */
const SAID: readonly (readonly [RegExp, string])[] = [
  [/permission denied|must be owner of|must be superuser|row-level security policy/, '42501'],
  [/canceling statement due to (?:statement|lock) timeout/, '55P03'],
  [/password authentication failed|no pg_hba\.conf entry|is not permitted to log in/, '28000'],
  [/too many clients already|too many connections|remaining connection slots/, '53300'],
];

/**
 * Why a program that dumps failed, by what it said. Undefined for what it does not make clear, or what may be over by the next
 * attempt: a lost connection among them.
 */
export function dumpFailed(said: string, server: Server): HoldfastError | undefined {
  const code = SAID.find(([words]) => words.test(said))?.[1] ?? '';
  const meaning = MEANINGS[code];
  return meaning && new HoldfastError({ ...meaning, message: `${postgresqlPlace(server.config)}: ${said}` });
}

/** No program of the server's version is there to dump or restore with: another version's may leave something out. */
export function toolMissing(program: string, major: number): HoldfastError {
  return new HoldfastError({
    code: 'TOOL_MISSING',
    message: `The worker has no ${program} of PostgreSQL ${major}.`,
    cause: 'A server is dumped and restored by the programs of its own version.',
    remedy: `Install postgresql-client-${major} on the worker's machine, or name its folder in HOLDFAST_POSTGRESQL.`,
    ...FOR_A_PERSON,
  });
}

/** @param version as the server says it */
export function versionUnsupported(server: Server, version: string): HoldfastError {
  return new HoldfastError({
    code: 'SOURCE_VERSION_UNSUPPORTED',
    message: `${postgresqlPlace(server.config)} is PostgreSQL ${version}.`,
    cause: 'Holdfast needs PostgreSQL 13 or newer.',
    remedy: 'Upgrade the server, or let the item use another one.',
    ...FOR_A_PERSON,
  });
}

/** The server has no database but templates: a backup of nothing must never look like a backup. */
export function nothingToBackUp(server: Server): HoldfastError {
  return new HoldfastError({
    code: 'NOTHING_CHOSEN',
    message: `${postgresqlPlace(server.config)} has no database to back up.`,
    cause: 'There are templates alone, or nobody may connect to the others.',
    remedy: 'Bring the databases back, or correct the item.',
    ...FOR_A_PERSON,
  });
}
