import { randomBytes } from 'node:crypto';
import type { Answering, PostLimiter } from './api/answer.ts';
import type { ApiCall } from './api/calls.ts';
import { startApiServer } from './api/server.ts';
import { faultControls, type FaultControls } from './controls.ts';
import type { Transport } from './delivery/delivery.ts';
import { createPostOffice, type DeliveryRecord } from './delivery/post-office.ts';
import { createHttpTransport, verifyRequestUrl, type HttpTarget } from './delivery/signed-http.ts';
import { createSocketHub } from './delivery/socket-mode.ts';
import { createFaultPlan } from './faults.ts';
import { startPageServer } from './page-server.ts';
import type { Desk } from './people/desk.ts';
import { emit } from './people/events.ts';
import { peopleAt, type People } from './people/person.ts';
import { messageOnScreen, viewOnScreen, type SlackMessage, type SlackView } from './people/screen.ts';
import { DEFAULT_CHANNELS, DEFAULT_USERS, populate, type ChannelOptions, type UserOptions } from './population.ts';
import { channelNamed, userNamed } from './state/lookup.ts';
import { createTickets } from './state/tickets.ts';
import { createState, type SlackChannel, type SlackUser, type WorkspaceState } from './state/workspace-state.ts';

export interface WorkspaceOptions {
  /** Handle → who. Default: ada (London), grace (New York), kenji (Tokyo). The bot is `holdfast`. */
  readonly users?: Readonly<Record<string, UserOptions>>;
  /**
   * Name → channel. Default: backups and orders (public, with the bot), oncall (private, with the bot; ada and grace),
   * random (public, without the bot), board (private, without the bot; grace).
   */
  readonly channels?: Readonly<Record<string, ChannelOptions>>;
  /** Milliseconds since 1970; for triggers (3 s) and response URLs (30 min) that run out. Default: the clock. */
  readonly now?: () => number;
  /** Refuses a second chat.postMessage to a channel within a second, as Slack may. Default: false. */
  readonly oneMessagePerSecond?: boolean;
  /** Waits before an event that was not acknowledged comes again. Default: Slack's, 0, 1 and 5 min. */
  readonly retryDelaysMs?: readonly number[];
}

/**
 * A Slack workspace with one app installed, on ports of its own on 127.0.0.1. The app is a stock Bolt app:
 *
 * ```ts
 * new App({ token: slack.botToken, appToken: slack.appToken, socketMode: true, clientOptions: { slackApiUrl: slack.apiUrl } })
 * ```
 *
 * People act by the methods of `People`. What the app sends is checked against Slack's limits and answered in Slack's
 * words; what people see is in `messages`, `ephemerals`, `views` and `home`.
 *
 * Unlike Slack it refuses a text over 40,000 characters instead of cutting it, tells the app of no message of its own, and
 * knows only the blocks that the product uses (`block-kit/layout.ts`).
 */
export interface SlackWorkspace extends People, AsyncDisposable {
  /** For `clientOptions.slackApiUrl` and `SLACK_API_URL`; with a slash at its end. */
  readonly apiUrl: string;
  /** To look at in a browser; `?user=ada` looks as ada. */
  readonly pageUrl: string;
  readonly teamId: string;
  readonly appId: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly botUserId: string;
  /** By handle or id. @throws NotOnScreen */
  user(named: string): SlackUser;
  /** By name or id; `@ada` for the app's direct message with her. @throws NotOnScreen */
  channel(named: string): SlackChannel;
  /** Sockets of the app that are open now. */
  openSockets(): number;
  /**
   * From now on the app is told by signed requests to this URL instead of Socket Mode.
   * @throws Error when it does not answer Slack's challenge
   */
  connectHttp(requestUrl: string): Promise<void>;
  /** The messages of a channel with their threads, the oldest first; no replies, ephemeral or deleted ones among them. */
  messages(channel: string): readonly SlackMessage[];
  /** Everything ever posted, in the order it was, with replies, ephemeral and deleted ones. */
  allMessages(): readonly SlackMessage[];
  /** What only this person sees, in this channel or all. */
  ephemerals(user: string, channel?: string): readonly SlackMessage[];
  /** The person's open modals, the lowest first. */
  views(user: string): readonly SlackView[];
  home(user: string): SlackView | undefined;
  /** What the app asked of Slack, in order: all, or one method (`response_url` for posts to response URLs). */
  calls(method?: string): readonly ApiCall[];
  /** What Slack told the app, with each attempt. */
  deliveries(): readonly DeliveryRecord[];
  readonly faults: FaultControls;
  /** Ends it; open sockets break. `await using` does the same. */
  stop(): Promise<void>;
}

export async function startSlackWorkspace(options: WorkspaceOptions = {}): Promise<SlackWorkspace> {
  const { users = DEFAULT_USERS, channels = DEFAULT_CHANNELS, now = Date.now } = options;
  const state = createState({ ...populate(users, channels), now });
  const tickets = createTickets(state);
  const plan = createFaultPlan();
  const hub = createSocketHub(state.appId);
  const secrets = drawSecrets();
  const calls: ApiCall[] = [];
  let transport: Transport = hub;
  let isOut = false;
  const office = createPostOffice({
    transport: () => (isOut ? NOBODY : transport),
    copies: () => plan.copies,
    retryDelaysMs: options.retryDelaysMs ?? [0, 60_000, 300_000],
  });

  const server = await startApiServer({ answering: () => answering, hub });
  const host = `127.0.0.1:${server.port}`;
  const desk: Desk = { state, tickets, office, responseUrl: (id) => `http://${host}/response/${id}` };
  const people = peopleAt(desk);
  const page = await startPageServer({ state, people });
  const apiUrl = `http://${host}/api/`;
  const answering: Answering = {
    context: {
      state,
      tickets,
      apiUrl,
      pageUrl: page.url,
      emit: (event) => void emit(desk, event),
      openSocketUrl: () => `ws://${host}/socket/${hub.issueTicket()}`,
    },
    faults: plan,
    calls,
    tokens: { bot: secrets.botToken, app: secrets.appToken },
    limiter: createLimiter(options.oneMessagePerSecond ?? false, now),
  };

  const stop = async (): Promise<void> => {
    office.stop();
    await Promise.all([server.stop(), page.stop()]);
  };

  return {
    ...people,
    ...screens(state),
    ...secrets,
    apiUrl,
    pageUrl: page.url,
    teamId: state.teamId,
    appId: state.appId,
    botUserId: state.botUserId,
    openSockets: () => hub.openSockets,
    connectHttp: async (requestUrl) => {
      const { signingSecret } = secrets;
      const target: HttpTarget = { requestUrl, signingSecret, signing: () => plan.signing, now };
      await verifyRequestUrl(target);
      transport = createHttpTransport(target);
    },
    calls: (method) => calls.filter((call) => method === undefined || call.method === method),
    deliveries: () => office.records,
    faults: faultControls({ plan, server, office, hub, setOut: (out) => void (isOut = out) }),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Whom Slack reaches while it is out. */
const NOBODY: Transport = { send: () => Promise.resolve({ outcome: 'dispatch_failed' }) };

function drawSecrets(): { botToken: string; appToken: string; signingSecret: string } {
  const secret = (): string => randomBytes(12).toString('hex');
  return { botToken: `xoxb-${secret()}`, appToken: `xapp-1-${secret()}`, signingSecret: secret() };
}

function createLimiter(isOn: boolean, now: () => number): PostLimiter {
  const lastAt = new Map<unknown, number>();
  return {
    take: (channel) => {
      const at = now();
      if (!isOn) return 0;
      if (at - (lastAt.get(channel) ?? -Infinity) < 1_000) return 1;
      lastAt.set(channel, at);
      return 0;
    },
  };
}

type Screens = Pick<SlackWorkspace, 'user' | 'channel' | 'messages' | 'allMessages' | 'ephemerals' | 'views' | 'home'>;

function screens(state: WorkspaceState): Screens {
  const show = (message: (typeof state.messages)[number]): SlackMessage => messageOnScreen(state, message);
  return {
    user: (named) => userNamed(state, named),
    channel: (named) => channelNamed(state, named),
    messages: (named) => {
      const { id } = channelNamed(state, named);
      return state.messages
        .filter((each) => each.channel === id && !each.isDeleted && !each.ephemeralFor && each.threadTs === undefined)
        .map(show);
    },
    allMessages: () => state.messages.map(show),
    ephemerals: (named, where) => {
      const { id } = userNamed(state, named);
      const channel = where === undefined ? undefined : channelNamed(state, where).id;
      return state.messages
        .filter((each) => each.ephemeralFor === id && !each.isDeleted && (channel ?? each.channel) === each.channel)
        .map(show);
    },
    views: (named) => (state.modals.get(userNamed(state, named).id) ?? []).map((view) => viewOnScreen(state, view)),
    home: (named) => {
      const view = state.homes.get(userNamed(state, named).id);
      return view && viewOnScreen(state, view);
    },
  };
}
