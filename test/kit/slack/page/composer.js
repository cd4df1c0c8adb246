import { byId, h } from './dom.js';
import { appUser, channelRef, currentChannel, notice, page, perform } from './workspace.js';

/** Makes the two places to write in. They stay, so that what is half written stays. */
export function makeComposers() {
  byId('composer').append(...parts('Message', undefined));
  byId('reply').append(...parts('Reply', () => page.threadTs));
  for (const form of [byId('composer'), byId('reply')]) {
    form.addEventListener('submit', (event) => event.preventDefault());
  }
}

function parts(label, threadTs) {
  const box = h('textarea', {
    rows: 1,
    'aria-label': label,
    onkeydown: (event) => {
      if (event.key !== 'Enter' || event.shiftKey) return;
      event.preventDefault();
      void send(box, threadTs?.());
    },
  });
  return [
    box,
    h(
      'button',
      { class: 'send', type: 'submit', 'aria-label': 'Send', onclick: () => void send(box, threadTs?.()) },
      '➤',
    ),
  ];
}

async function send(box, threadTs) {
  const text = box.value.trim();
  if (text === '') return;
  box.value = '';
  // Who writes looks at the end, where the answer comes; the list stays there.
  const list = byId(threadTs === undefined ? 'stream' : 'replies');
  list.scrollTop = list.scrollHeight;
  const place = page.place;
  const channel = channelRef();
  if (!text.startsWith('/')) {
    const { error } = await perform({ do: 'say', channel, text: escaped(text), threadTs });
    if (error) notice(place, `:warning: ${error}`);
    return;
  }
  const { error } = await perform({ do: 'command', channel, line: text });
  if (error) notice(place, `:warning: \`${text.split(' ')[0]}\` failed with the error \`${error}\``);
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** What the boxes say before one writes. */
export function renderComposers() {
  const channel = currentChannel();
  const where = page.place === 'dm' ? appUser().realName : `#${channel?.name ?? ''}`;
  byId('composer').querySelector('textarea').placeholder = `Message ${where}, or a command as /backup help`;
  byId('reply').querySelector('textarea').placeholder = 'Reply…';
}
