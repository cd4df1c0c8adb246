/**
 * Which way imports may run. Patterns name targets: a folder of ours with a slash at its end (`db/domain/`), a file of
 * ours, `npm:` and `node:` for all packages and all of Node, `npm:zod` for one package with its sub-paths.
 */
export interface ImportRule {
  /** The folder or file whose imports are meant. */
  readonly from: string;
  readonly except?: string;
  /** Everything else is refused. The folder itself is not implied. */
  readonly mayOnly?: readonly string[];
  readonly mayNot?: readonly string[];
  readonly why: string;
}

/** What a test beside the code may import on top of what the code may. */
export const TEST_MAY_ALSO: readonly string[] = ['npm:vitest', 'npm:fast-check', 'node:'];

const ANY_PACKAGE = ['npm:', 'node:'];

const WORKSPACE_RULES: readonly ImportRule[] = [
  {
    from: 'db/',
    mayOnly: ['db/', ...ANY_PACKAGE],
    why: 'db is what is true whoever asks; if it knew who asks, no second caller could trust it',
  },
  {
    from: 'gateway/',
    mayOnly: ['gateway/', 'db/', ...ANY_PACKAGE],
    why: 'the gateway is one door to db; worker and bot are other processes that it reaches through db alone',
  },
  {
    from: 'worker/',
    mayOnly: ['worker/', 'db/', 'bot/ui/', ...ANY_PACKAGE],
    why: 'the worker runs jobs of db and renders messages with bot/ui; the rest of bot needs Slack and the gateway to load',
  },
  {
    from: 'bot/',
    mayOnly: ['bot/', ...ANY_PACKAGE],
    why: 'the contract of the bot is the printed GraphQL schema, so that it runs where no database can be reached',
  },
];

const DB_RULES: readonly ImportRule[] = [
  {
    from: 'db/domain/',
    mayOnly: ['db/domain/', 'npm:zod', 'npm:uuid', 'npm:temporal-polyfill', 'node:crypto'],
    why: 'rules are pure: no I/O, no tables, and the time is an argument, so that every rule can be tested in memory',
  },
  {
    from: 'db/sources/',
    mayOnly: ['db/sources/', 'db/domain/', 'npm:zod'],
    why: 'a kind is data: its configuration and what it can do; gateway, bot and console read it without a database',
  },
  {
    from: 'db/schema/',
    mayNot: ['db/queries/', 'db/services/', 'db/queues/', 'db/events/', 'db/store/'],
    why: 'tables are below what reads and writes them: domain, sources, schema, queries, services',
  },
  {
    from: 'db/queries/',
    mayNot: ['db/services/'],
    why: 'a read must not be able to write: domain, sources, schema, queries, services',
  },
  {
    from: 'db/queues/',
    mayNot: ['db/services/', 'db/queries/'],
    why: 'a queue says what a job carries; what a job does is decided above it, in services and in the worker',
  },
  {
    from: 'db/events/',
    mayNot: ['db/services/', 'db/queries/'],
    why: 'events are recorded by services inside their transaction; the other way round would be a circle',
  },
  {
    from: 'db/store/',
    mayNot: ['db/schema/', 'db/queries/', 'db/services/', 'db/queues/', 'db/events/'],
    why: 'the manager of the embedded server must work when there is no database in it yet',
  },
];

const GATEWAY_RULES: readonly ImportRule[] = [
  {
    from: 'gateway/',
    mayNot: ['npm:pg-boss', 'npm:postgres', 'npm:drizzle-orm/postgres-js'],
    why: 'every write goes through a service of db; a connection or a queue of its own would be a way around it',
  },
  {
    from: 'gateway/',
    mayNot: ['npm:@slack/'],
    why: 'Slack is the bot’s side; the gateway sees actors, not payloads',
  },
];

const WORKER_RULES: readonly ImportRule[] = [
  {
    from: 'worker/',
    mayNot: ['db/schema/', 'npm:drizzle-orm'],
    why: 'the worker asks queries and services; with tables in hand it would write around rights, audit and fencing',
  },
  {
    from: 'worker/',
    except: 'worker/sources/postgresql/',
    mayNot: ['npm:postgres'],
    why: 'connections of its own would go around queries and services; a server that is backed up is another matter',
  },
  { from: 'worker/', mayNot: ['npm:@slack/bolt'], why: 'the worker posts and never listens; listening is the bot’s' },
  {
    from: 'worker/',
    except: 'worker/notify/',
    mayNot: ['npm:@slack/web-api', 'bot/ui/'],
    why: 'messages leave through the outbox and its one sender, which keeps Slack’s limits and never posts twice',
  },
  {
    from: 'worker/vault/',
    mayOnly: ['worker/vault/', ...ANY_PACKAGE],
    why: 'the restic wrapper is written as if it were a published package: no word of ours in it',
  },
  {
    from: 'worker/snapshots/',
    mayOnly: ['worker/snapshots/', ...ANY_PACKAGE],
    why: 'a snapshot mechanism knows file systems and disks, not jobs or items',
  },
  {
    from: 'worker/sources/',
    mayNot: ['db/services/', 'db/queries/', 'db/queues/', 'worker/handlers/', 'worker/scheduler/', 'worker/notify/'],
    why: 'a driver knows its source and nothing of jobs, so that one contract suite can run over all of them',
  },
  {
    from: 'worker/notify/',
    mayNot: ['worker/handlers/', 'worker/scheduler/', 'worker/sources/', 'worker/vault/', 'worker/snapshots/'],
    why: 'the sender renders what rows say; it must work while no source and no vault can be reached',
  },
];

const BOT_RULES: readonly ImportRule[] = [
  {
    from: 'bot/ui/',
    mayOnly: ['bot/ui/'],
    why: 'pure functions, data in, Block Kit out: the worker loads them without Bolt, settings or a GraphQL client',
  },
];

const TEST_RULES: readonly ImportRule[] = [
  {
    from: '',
    except: 'test/',
    mayNot: ['test/'],
    why: 'what only tests need must not reach a running system',
  },
];

export const IMPORT_RULES: readonly ImportRule[] = [
  ...WORKSPACE_RULES,
  ...DB_RULES,
  ...GATEWAY_RULES,
  ...WORKER_RULES,
  ...BOT_RULES,
  ...TEST_RULES,
];
