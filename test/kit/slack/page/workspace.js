/** What the page knows: the server's screen for one person, and what only this tab knows. */
export const page = {
  user: new URLSearchParams(location.search).get('user') ?? undefined,
  screen: undefined,
  /** Channel id, or `home` or `dm` for the app's two tabs. */
  place: location.hash.slice(1) || undefined,
  threadTs: undefined,
  /** Channel id → things Slack says to this person alone, such as a command that failed. */
  notices: new Map(),
  /** `view block action` → what was entered in a modal and not yet sent. */
  drafts: new Map(),
  /** View id → block id → error. */
  errors: new Map(),
};

const listeners = [];

export function onChange(listener) {
  listeners.push(listener);
}

export function show() {
  listeners.forEach((listener) => listener());
}

/** Asks the server what this person sees. */
export async function refresh() {
  const answer = await fetch(`/screen${page.user ? `?user=${encodeURIComponent(page.user)}` : ''}`);
  page.screen = await answer.json();
  page.user = page.screen.me.name;
  if (!page.place) page.place = page.screen.channels[0]?.id;
  show();
}

/** Does something as this person. */
export async function perform(deed) {
  const answer = await fetch('/deed', { method: 'POST', body: JSON.stringify({ user: page.user, ...deed }) });
  return answer.json();
}

export function userById(id) {
  return page.screen.users.find((user) => user.id === id);
}

export function appUser() {
  return userById(page.screen.botUserId);
}

export function directMessage() {
  return page.screen.channels.find(({ kind }) => kind === 'im');
}

/** The channel on the screen; undefined on Home, and for a direct message in which nothing was said yet. */
export function currentChannel() {
  if (page.place === 'dm') return directMessage();
  return page.screen.channels.find(({ id }) => id === page.place);
}

/** How the server is told where: the direct message by its person, as it may not exist yet. */
export function channelRef() {
  return page.place === 'dm' ? `@${page.user}` : page.place;
}

export function notice(place, text) {
  page.notices.set(place, [...(page.notices.get(place) ?? []), { text, at: Date.now() / 1000 }]);
  show();
}

export function go(place) {
  page.place = place;
  page.threadTs = undefined;
  location.hash = place;
  if (place === 'home') void perform({ do: 'home' });
  show();
}

/** Watches for changes; a burst of them is one look. */
export function watch() {
  let pending;
  const source = new EventSource('/changes');
  source.addEventListener('message', () => {
    pending ??= setTimeout(() => {
      pending = undefined;
      void refresh();
    }, 25);
  });
}
