import { byId, h } from './dom.js';
import { plain, textObject } from './mrkdwn.js';

/** Asks before an action; resolves with whether the person went on. */
export function confirmed({ title, text, confirm, deny, style }) {
  const layer = byId('confirm-layer');
  return new Promise((resolve) => {
    const end = (answer) => () => {
      layer.hidden = true;
      layer.replaceChildren();
      resolve(answer);
    };
    layer.replaceChildren(
      h(
        'div',
        { class: 'dialog small', role: 'alertdialog', 'aria-label': title?.text ?? 'Are you sure?' },
        h('header', {}, h('h2', {}, plain(title?.text ?? 'Are you sure?'))),
        h('div', { class: 'body' }, textObject(text)),
        h(
          'footer',
          {},
          h('button', { class: 'button', onclick: end(false) }, plain(deny?.text ?? 'Cancel')),
          h('button', { class: `button ${style ?? 'primary'}`, onclick: end(true) }, plain(confirm?.text ?? 'Yes')),
        ),
      ),
    );
    layer.hidden = false;
  });
}
