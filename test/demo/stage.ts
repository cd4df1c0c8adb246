import type { PostgresqlServer } from '../kit/postgresql-server.ts';
import type { SlackWorkspace } from '../kit/slack/workspace.ts';
import type { Administrator } from './administrator.ts';
import type { DemoFolders } from './folders.ts';
import type { Holdings } from './holdings.ts';
import type { Recorder, Say } from './report.ts';
import type { Wait } from './wait.ts';

/** Where the story is played. */
export interface Stage {
  readonly folders: DemoFolders;
  readonly holdings: Holdings;
  readonly recorder: Recorder;
  readonly say: Say;
  /** Aborts when someone wants the demo to end. */
  readonly signal: AbortSignal;
}

/** With the two that Holdfast meets: the sample's server, and Slack. */
export interface Scene extends Stage {
  readonly server: PostgresqlServer;
  readonly slack: SlackWorkspace;
}

/** With a Holdfast that runs. */
export interface Act extends Scene {
  readonly admin: Administrator;
  readonly wait: Wait;
}
