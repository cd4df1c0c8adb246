import { h } from './dom.js';
import { page, userById } from './workspace.js';

const EMOJI = {
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  x: '❌',
  warning: '⚠️',
  rotating_light: '🚨',
  eyes: '👀',
  bell: '🔔',
  no_entry: '⛔',
  no_entry_sign: '🚫',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  information_source: 'ℹ️',
  lock: '🔒',
  floppy_disk: '💾',
  package: '📦',
  rewind: '⏪',
  leftwards_arrow_with_hook: '↩️',
  recycle: '♻️',
  tada: '🎉',
  wave: '👋',
  thumbsup: '👍',
  '+1': '👍',
  thumbsdown: '👎',
  '-1': '👎',
  fire: '🔥',
  mag: '🔍',
  clock1: '🕐',
  stopwatch: '⏱️',
  zzz: '💤',
  large_green_circle: '🟢',
  large_yellow_circle: '🟡',
  red_circle: '🔴',
  large_blue_circle: '🔵',
  white_circle: '⚪',
  black_circle: '⚫',
  gear: '⚙️',
  wastebasket: '🗑️',
  shield: '🛡️',
  calendar: '📅',
  point_right: '👉',
  question: '❓',
  exclamation: '❗',
  arrows_counterclockwise: '🔄',
  pause_button: '⏸️',
  arrow_forward: '▶️',
  black_square_for_stop: '⏹️',
};

const TOKEN = new RegExp(
  [
    '```(?<pre>[\\s\\S]+?)```',
    '`(?<code>[^`\\n]+)`',
    '<(?<link>[^<>\\n]+)>',
    '(?<![\\w*])\\*(?<bold>\\S|\\S[^*\\n]*?\\S)\\*(?![\\w*])',
    '(?<![\\w_])_(?<italic>\\S|\\S[^_\\n]*?\\S)_(?![\\w_])',
    '(?<![\\w~])~(?<strike>\\S|\\S[^~\\n]*?\\S)~(?![\\w~])',
    ':(?<emoji>[a-z0-9_+-]+):',
  ].join('|'),
  'g',
);

/** Slack's mrkdwn as nodes; the subset that apps use. */
export function mrkdwn(text) {
  const lines = text.split('\n');
  const quoted = lines.some((line) => line.startsWith('&gt;'));
  return quoted && !text.includes('```') ? lines.map(lineWithQuote) : inline(text);
}

function lineWithQuote(line) {
  const isQuote = line.startsWith('&gt;');
  return h(isQuote ? 'blockquote' : 'div', {}, inline(isQuote ? line.replace(/^&gt;\s?/, '') : line || ' '));
}

function inline(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    nodes.push(unescaped(text.slice(from, match.index)), token(match));
    from = match.index + match[0].length;
  }
  return [...nodes, unescaped(text.slice(from))];
}

function token({ 0: whole, groups }) {
  if (groups.pre !== undefined) return h('pre', {}, unescaped(groups.pre.replace(/^\n/, '')));
  if (groups.code !== undefined) return h('code', {}, unescaped(groups.code));
  if (groups.link !== undefined) return reference(groups.link);
  if (groups.bold !== undefined) return h('strong', {}, inline(groups.bold));
  if (groups.italic !== undefined) return h('em', {}, inline(groups.italic));
  if (groups.strike !== undefined) return h('s', {}, inline(groups.strike));
  return emoji(groups.emoji, whole);
}

export function emoji(name, otherwise = `:${name}:`) {
  const sign = EMOJI[name];
  return sign ? h('span', { class: 'emoji', title: `:${name}:` }, sign) : otherwise;
}

/** `plain_text` as nodes: only emoji are drawn. */
export function plain(text, withEmoji = true) {
  if (!withEmoji) return [text];
  return text.split(/(:[a-z0-9_+-]+:)/).map((part) => {
    const name = /^:([a-z0-9_+-]+):$/.exec(part)?.[1];
    return name ? emoji(name, part) : part;
  });
}

/** A text object as nodes. */
export function textObject({ type, text, emoji: withEmoji }) {
  return type === 'mrkdwn' ? mrkdwn(text) : plain(text, withEmoji !== false);
}

/** What stands between angle brackets: a mention, a date, a link. */
function reference(inside) {
  const [target, label] = inside.split(/\|(.*)/s);
  if (target.startsWith('@')) return mention(`@${userById(target.slice(1))?.name ?? target.slice(1)}`, target.slice(1));
  if (target.startsWith('#')) {
    const channel = page.screen.channels.find(({ id }) => id === target.slice(1));
    return mention(`#${channel?.name ?? label ?? 'private channel'}`);
  }
  if (target.startsWith('!date^')) return date(target, label);
  if (target.startsWith('!')) return mention(`@${target.slice(1)}`);
  return h('a', { href: target, target: '_blank', rel: 'noreferrer' }, unescaped(label ?? target));
}

function mention(text, userId) {
  return h('span', { class: `mention ${userId === page.screen.me.id ? 'me' : ''}` }, text);
}

const DAY = { year: 'numeric', month: 'long', day: 'numeric' };
const SHORT_DAY = { year: 'numeric', month: 'short', day: 'numeric' };

/** `!date^UNIX^format^link`, in the time zone of who reads it. */
function date(target, fallback = '') {
  const [, seconds, format = '', link] = target.split('^');
  const at = new Date(Number(seconds) * 1000);
  if (Number.isNaN(at.getTime())) return fallback;
  const text = format.replace(/\{(\w+)\}/g, (whole, name) => datePart(at, name) ?? whole);
  const props = { title: `${fallback} (${page.screen.me.tz})`, class: 'date' };
  return link ? h('a', { ...props, href: link }, text) : h('time', { ...props, dateTime: at.toISOString() }, text);
}

function datePart(at, name) {
  const say = (options) => new Intl.DateTimeFormat('en', { timeZone: page.screen.me.tz, ...options }).format(at);
  const pretty = (options) => relativeDay(at) ?? say(options);
  switch (name) {
    case 'date_num':
      return new Intl.DateTimeFormat('sv', { timeZone: page.screen.me.tz }).format(at);
    case 'date':
      return say(DAY);
    case 'date_short':
      return say(SHORT_DAY);
    case 'date_long':
      return say({ weekday: 'long', ...DAY });
    case 'date_pretty':
      return pretty(DAY);
    case 'date_short_pretty':
      return pretty(SHORT_DAY);
    case 'date_long_pretty':
      return pretty({ weekday: 'long', ...DAY });
    case 'time':
      return say({ hour: 'numeric', minute: '2-digit' });
    case 'time_secs':
      return say({ hour: 'numeric', minute: '2-digit', second: '2-digit' });
    case 'ago':
      return ago(at);
    default:
      return undefined;
  }
}

function relativeDay(at) {
  const dayOf = (moment) => new Intl.DateTimeFormat('sv', { timeZone: page.screen.me.tz }).format(moment);
  const days = ['today', 'yesterday', 'tomorrow'];
  return days.find((_, index) => dayOf(at) === dayOf(Date.now() + [0, -1, 1][index] * 86_400_000));
}

function ago(at) {
  const minutes = Math.round((at.getTime() - Date.now()) / 60_000);
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  return Math.abs(minutes) < 60 ? format.format(minutes, 'minute') : format.format(Math.round(minutes / 60), 'hour');
}

function unescaped(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** When a message was posted, as its header says it. */
export function clock(ts) {
  return datePart(new Date(Number(ts) * 1000), 'time');
}
