import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import type { SlackWorkspace } from '../../kit/slack/workspace.ts';
import { QUIET } from './quiet.ts';

/**
 * A stock Bolt app in Socket Mode, connected.
 * @param reconnectMs how long the client waits before it connects again. The same setting is the longest silence between
 * two answers to its pings, one every 5 s: with less than that it drops a good line at its second ping, after 10 s.
 */
export async function startSocketApp(
  slack: SlackWorkspace,
  listen: (app: App) => void,
  reconnectMs = 8_000,
): Promise<RunningApp> {
  const { apiUrl: slackApiUrl } = slack;
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logger: QUIET,
    clientPingTimeout: reconnectMs,
    // A client that asks for a socket only once ends the process when Slack is out: nobody awaits its second start.
    installerOptions: { clientOptions: { slackApiUrl, retryConfig: { forever: true, minTimeout: 100, factor: 1 } } },
  });
  const app = new App({
    receiver,
    token: slack.botToken,
    logger: QUIET,
    clientOptions: { slackApiUrl, retryConfig: { retries: 0 } },
  });
  listen(app);
  await app.start();
  return { app, [Symbol.asyncDispose]: () => stop(app) };
}

/** A stock Bolt app behind an HTTPReceiver on a free port, known to the workspace. */
export async function startHttpApp(slack: SlackWorkspace, listen: (app: App) => void): Promise<RunningApp> {
  const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, logger: QUIET });
  const app = new App({
    receiver,
    token: slack.botToken,
    logger: QUIET,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  });
  listen(app);
  const server = await receiver.start({ host: '127.0.0.1', port: 0 });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the app does not listen');
  await slack.connectHttp(`http://127.0.0.1:${address.port}/slack/events`);
  return { app, [Symbol.asyncDispose]: () => stop(app) };
}

export interface RunningApp extends AsyncDisposable {
  readonly app: App;
}

async function stop(app: App): Promise<void> {
  await app.stop();
}
