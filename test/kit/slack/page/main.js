import { renderBlocks } from './blocks.js';
import { makeComposers, renderComposers } from './composer.js';
import { avatar, byId, h, sign } from './dom.js';
import { renderMessages } from './messages.js';
import { renderModal } from './modal.js';
import { appUser, currentChannel, go, onChange, page, perform, refresh, show, watch } from './workspace.js';

makeComposers();
byId('close-thread').addEventListener('click', () => {
  page.threadTs = undefined;
  show();
});
addEventListener('hashchange', () => {
  const asked = location.hash.slice(1);
  if (asked !== page.place) go(asked);
});
onChange(render);
await refresh();
if (page.place === 'home') void perform({ do: 'home' });
watch();

function render() {
  const isHome = page.place === 'home';
  document.title = `${titleText()} · ${page.screen.team}`;
  renderSidebar();
  renderTitle();
  byId('home').hidden = !isHome;
  byId('stream').hidden = isHome;
  byId('composer').hidden = isHome;
  if (isHome) renderHome();
  else renderMessages();
  if (isHome) byId('thread').hidden = true;
  renderComposers();
  renderModal();
}

function titleText() {
  return ['home', 'dm'].includes(page.place) ? appUser().realName : `#${currentChannel()?.name ?? ''}`;
}

function renderSidebar() {
  const { team, channels, me } = page.screen;
  const rooms = channels.filter(({ kind }) => kind !== 'im');
  const isApp = ['home', 'dm'].includes(page.place);
  byId('sidebar').replaceChildren(
    h('div', { class: 'team' }, h('strong', {}, team), h('small', {}, 'simulated workspace')),
    h('h4', {}, 'Channels'),
    ...rooms.map((room) =>
      place({
        id: room.id,
        isHere: page.place === room.id,
        icon: room.kind === 'private' ? sign('lock') : '#',
        name: room.name,
        remark: !room.hasBot && 'no bot',
      }),
    ),
    h('h4', {}, 'Apps'),
    place({ id: 'home', isHere: isApp, icon: avatar(appUser(), 'tiny'), name: appUser().realName }),
    h('div', { class: 'whoami' }, avatar(me, 'small'), switcher(), h('small', {}, me.tz)),
  );
}

function place({ id, isHere, icon, name, remark }) {
  return h(
    'button',
    { class: `place ${isHere ? 'here' : ''}`, onclick: () => go(id), 'aria-current': isHere ? 'page' : undefined },
    h('span', { class: 'sign' }, icon),
    h('span', {}, name),
    remark && h('small', {}, remark),
  );
}

/** Who looks at this tab. Open the page in more tabs to be several people. */
function switcher() {
  const people = page.screen.users.filter(({ isBot }) => !isBot);
  return h(
    'select',
    {
      'aria-label': 'You are',
      onchange: ({ currentTarget }) => {
        const url = new URL(location.href);
        url.searchParams.set('user', currentTarget.value);
        location.assign(url);
      },
    },
    people.map(({ name, realName }) => h('option', { value: name, selected: name === page.user }, realName)),
  );
}

function renderTitle() {
  if (!['home', 'dm'].includes(page.place)) {
    const channel = currentChannel();
    byId('title').replaceChildren(
      h('h1', {}, channel?.kind === 'private' ? sign('lock') : '#', ` ${channel?.name ?? ''}`),
      !channel?.hasBot ? h('small', {}, `${appUser().realName} is not in this channel`) : '',
    );
    return;
  }
  const tab = (id, name) =>
    h('button', { class: `tab ${page.place === id ? 'here' : ''}`, onclick: () => go(id) }, name);
  byId('title').replaceChildren(
    avatar(appUser(), 'small'),
    h('h1', {}, appUser().realName),
    tab('home', 'Home'),
    tab('dm', 'Messages'),
  );
}

function renderHome() {
  const { home } = page.screen;
  if (!home) {
    byId('home').replaceChildren(
      h('p', { class: 'empty' }, `${appUser().realName} has not published a Home for you yet.`),
    );
    return;
  }
  const here = { viewId: home.id };
  const surface = {
    place: here,
    stateOf: (blockId, actionId) => home.state.values[blockId]?.[actionId],
    chosen: async ({ blockId, element, value }) => {
      const deed = { do: 'click', place: here, blockId, actionId: element.action_id };
      await perform(value === undefined ? deed : { ...deed, chosen: value });
    },
  };
  byId('home').replaceChildren(renderBlocks(home.blocks, surface));
}
