import { renderBlocks } from './blocks.js';
import { avatar, byId, h, sign } from './dom.js';
import { clock, emoji, mrkdwn } from './mrkdwn.js';
import { appUser, channelRef, currentChannel, notice, page, perform, show, userById } from './workspace.js';

const SAME_AUTHOR_WITHIN_S = 300;
const QUICK_REACTIONS = ['eyes', 'white_check_mark', '+1'];

/** The messages of the channel on the screen, and the thread beside it. */
export function renderMessages() {
  const channel = currentChannel();
  const all = channel?.messages ?? [];
  const roots = all.filter((message) => isRoot(message) || message.broadcast);
  const notices = (page.notices.get(page.place) ?? []).map(({ text, at }) => ({
    notice: true,
    text,
    ts: String(at),
    user: page.screen.botUserId,
  }));
  const shown = [...roots, ...notices].toSorted((left, right) => Number(left.ts) - Number(right.ts));
  fill(byId('stream'), shown.length > 0 ? shown.map((message, at) => render(message, shown[at - 1])) : [empty()]);
  renderThread(all);
}

function isRoot({ thread_ts: thread, ts }) {
  return thread === undefined || thread === ts;
}

function renderThread(all) {
  const parent = all.find(({ ts }) => ts === page.threadTs);
  byId('thread').hidden = !parent;
  if (!parent) return;
  const replies = all.filter((message) => message.thread_ts === parent.ts && message.ts !== parent.ts);
  const count = h('div', { class: 'count' }, `${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}`);
  fill(byId('replies'), [
    render(parent, undefined, true),
    count,
    ...replies.map((reply, at) => render(reply, replies[at - 1], true)),
  ]);
}

/** Replaces the list and stays at its end when one was there. */
function fill(list, nodes) {
  const wasAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  list.replaceChildren(...nodes);
  if (wasAtEnd) list.scrollTop = list.scrollHeight;
}

function empty() {
  return h('p', { class: 'empty' }, 'Nothing was said here yet. Try a slash command.');
}

function render(message, before, inThread = false) {
  const follows =
    before &&
    before.user === message.user &&
    !message.ephemeral &&
    !before.ephemeral &&
    !message.notice &&
    Number(message.ts) - Number(before.ts) < SAME_AUTHOR_WITHIN_S;
  const isPrivate = message.ephemeral || message.notice;
  return h(
    'article',
    { class: `message ${isPrivate ? 'ephemeral' : ''} ${follows ? 'follows' : ''}`, 'data-ts': message.ts },
    isPrivate && h('div', { class: 'only-you' }, sign('eye'), ' Only visible to you'),
    follows ? h('span', { class: 'gutter' }, clock(message.ts)) : avatar(userById(message.user)),
    h(
      'div',
      { class: 'content' },
      !follows && authorLine(message),
      body(message),
      files(message),
      reactions(message),
      !inThread && threadLink(message),
    ),
    !isPrivate && tools(message, inThread),
  );
}

function authorLine(message) {
  const user = userById(message.user);
  return h(
    'div',
    { class: 'author' },
    h('strong', {}, user?.realName ?? message.user),
    user?.isBot && h('span', { class: 'badge' }, 'APP'),
    h('time', {}, clock(message.ts)),
  );
}

function body(message) {
  const edited = message.edited && h('small', { class: 'edited' }, ' (edited)');
  if (!message.blocks) return h('div', { class: 'text' }, mrkdwn(message.text), edited);
  return h('div', {}, renderBlocks(message.blocks, surfaceOf(message)), edited);
}

function surfaceOf(message) {
  const place = { channel: currentChannel().id, ts: message.ts };
  return {
    place,
    stateOf: (blockId, actionId) => message.values?.[blockId]?.[actionId],
    chosen: async ({ blockId, element, value }) => {
      const deed = { do: 'click', place, blockId, actionId: element.action_id };
      tell(await perform(value === undefined ? deed : { ...deed, chosen: value }));
    },
  };
}

/** Slack's small triangle, in words. */
function tell({ outcome, error, isGone }) {
  if (isGone)
    return notice(page.place, ':warning: That is not there any more: the message has changed. Nothing was sent.');
  const problem = error ?? (outcome === 'acknowledged' ? undefined : outcome);
  if (problem) notice(page.place, `:warning: ${appUser().realName} did not respond: \`${problem}\``);
}

function files({ files: all = [] }) {
  return all.map(({ name, title }) => h('div', { class: 'file' }, sign('file'), h('strong', {}, title), ` ${name}`));
}

function reactions(message) {
  if (!message.reactions?.length) return undefined;
  const mine = (users) => (users.includes(page.screen.me.id) ? 'mine' : '');
  return h(
    'div',
    { class: 'reactions' },
    message.reactions.map(({ name, users, count }) =>
      h(
        'button',
        { class: mine(users), title: `:${name}:`, onclick: () => react(message, name) },
        emoji(name),
        ` ${count}`,
      ),
    ),
  );
}

function react(message, name) {
  void perform({ do: 'react', channel: channelRef(), ts: message.ts, name });
}

function threadLink(message) {
  if (!message.reply_count) return undefined;
  return h(
    'button',
    { class: 'thread-link', onclick: () => openThread(message.ts) },
    (message.replyUsers ?? []).map((id) => avatar(userById(id), 'tiny')),
    `${message.reply_count} ${message.reply_count === 1 ? 'reply' : 'replies'}`,
  );
}

function tools(message, inThread) {
  return h(
    'div',
    { class: 'tools' },
    QUICK_REACTIONS.map((name) =>
      h('button', { title: `React :${name}:`, onclick: () => react(message, name) }, emoji(name)),
    ),
    !inThread &&
      h(
        'button',
        { title: 'Reply in thread', onclick: () => openThread(message.thread_ts ?? message.ts) },
        sign('reply'),
      ),
  );
}

function openThread(ts) {
  page.threadTs = ts;
  show();
}
