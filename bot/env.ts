import { z } from 'zod';
import { parseSettings, readGiven, SettingsError, type Environment } from './settings.ts';

const DEFAULT_GATEWAY = 'http://127.0.0.1:4400/graphql';
const DEFAULT_PORT = 4401;

/** The settings of the bot, as the README lists them. Each may also come from the file that `<NAME>_FILE` names. */
const fields = z.object({
  SLACK_BOT_TOKEN: z
    .string('is missing: the bot token of the Slack app (xoxb-…)')
    .startsWith('xoxb-', 'must begin with xoxb-'),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'must begin with xapp-').optional(),
  SLACK_SIGNING_SECRET: z.string().min(8, 'is too short').optional(),
  SLACK_API_URL: z.url('must be a URL').endsWith('/', 'must end with a slash').optional(),
  HOLDFAST_BOT_HOST: z.string().default('127.0.0.1'),
  HOLDFAST_BOT_PORT: z.coerce.number().int().min(0).max(65_535).default(DEFAULT_PORT),
  HOLDFAST_BOT_TOKEN: z
    .string('is missing: an API token of Holdfast with the scope ACT_FOR_SLACK (hf_…)')
    .startsWith('hf_', 'must begin with hf_'),
  HOLDFAST_GATEWAY_URL: z.url('must be a URL').default(DEFAULT_GATEWAY),
  HOLDFAST_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

/** How Slack reaches the bot: it opens a socket itself, or listens for signed requests. */
export type Transport =
  | { readonly kind: 'socket'; readonly appToken: string }
  | { readonly kind: 'http'; readonly signingSecret: string; readonly host: string; readonly port: number };

const NO_TRANSPORT = 'SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (signed HTTP): one of them must be set';

/** Reads them from the environment. @throws SettingsError with every problem at once */
export function botSettings(environment: Environment = process.env) {
  const { given, problems } = readGiven(Object.keys(fields.shape), environment);
  const hasTransport = given['SLACK_APP_TOKEN'] !== undefined || given['SLACK_SIGNING_SECRET'] !== undefined;
  const settings = parseSettings(fields, { given, problems: hasTransport ? problems : [...problems, NO_TRANSPORT] });
  return { ...settings, transport: transportOf(settings) };
}

/** Socket Mode where both could be: it needs no way in from outside. */
function transportOf(settings: z.output<typeof fields>): Transport {
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = settings;
  if (appToken !== undefined) return { kind: 'socket', appToken };
  if (signingSecret === undefined) throw new SettingsError([NO_TRANSPORT]);
  return { kind: 'http', signingSecret, host: settings.HOLDFAST_BOT_HOST, port: settings.HOLDFAST_BOT_PORT };
}
