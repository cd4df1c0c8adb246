import { h } from './dom.js';
import { renderElement } from './elements.js';
import { emoji, mrkdwn, plain, textObject } from './mrkdwn.js';
import { userById } from './workspace.js';

/** Blocks as Slack draws them. `surface` as in `renderElement`, with `errors` by block id. */
export function renderBlocks(blocks, surface) {
  return h(
    'div',
    { class: 'blocks' },
    blocks.map((block) => renderBlock(block, surface)),
  );
}

function renderBlock(block, surface) {
  const made = content(block, surface);
  made.classList.add('block', `block-${block.type}`);
  made.dataset.blockId = block.block_id;
  return made;
}

function content(block, surface) {
  switch (block.type) {
    case 'section':
      return section(block, surface);
    case 'header':
      return h('h3', {}, plain(block.text.text));
    case 'divider':
      return h('hr');
    case 'context':
      return h('div', {}, block.elements.map(contextElement));
    case 'actions':
      return h(
        'div',
        {},
        block.elements.map((element) => renderElement(element, block.block_id, surface)),
      );
    case 'input':
      return input(block, surface);
    case 'image':
      return h('figure', {}, block.title && h('figcaption', {}, plain(block.title.text)), image(block));
    case 'markdown':
      return h('div', {}, mrkdwn(block.text.replaceAll('**', '*')));
    case 'rich_text':
      return h('div', {}, block.elements.map(richText));
    default:
      return h('div', { class: 'unknown' }, block.type);
  }
}

function section(block, surface) {
  const { text, fields = [], accessory } = block;
  return h(
    'div',
    {},
    h(
      'div',
      { class: 'section-text' },
      text && h('div', {}, textObject(text)),
      fields.length > 0 &&
        h(
          'div',
          { class: 'fields' },
          fields.map((field) => h('div', {}, textObject(field))),
        ),
    ),
    accessory &&
      h(
        'div',
        { class: 'accessory' },
        accessory.type === 'image' ? image(accessory) : renderElement(accessory, block.block_id, surface),
      ),
  );
}

function contextElement(element) {
  return element.type === 'image' ? image(element) : h('span', {}, textObject(element));
}

function image({ image_url: src, alt_text: alt }) {
  return h('img', { src: src ?? '', alt, loading: 'lazy' });
}

function input(block, surface) {
  const error = surface.errors?.[block.block_id];
  return h(
    'div',
    { class: error ? 'wrong' : '' },
    h('label', { class: 'label' }, plain(block.label.text), block.optional && h('small', {}, ' (optional)')),
    renderElement(block.element, block.block_id, surface),
    error && h('p', { class: 'error', role: 'alert' }, error),
    block.hint && h('p', { class: 'hint' }, plain(block.hint.text)),
  );
}

function richText(part) {
  const tags = { rich_text_quote: 'blockquote', rich_text_preformatted: 'pre', rich_text_list: 'ul' };
  const children = (part.elements ?? []).map((each) => (each.elements ? h('li', {}, richText(each)) : richPiece(each)));
  return h(tags[part.type] ?? 'p', {}, children);
}

function richPiece(piece) {
  if (piece.type === 'emoji') return emoji(piece.name);
  if (piece.type === 'user')
    return h('span', { class: 'mention' }, `@${userById(piece.user_id)?.name ?? piece.user_id}`);
  if (piece.type === 'link') return h('a', { href: piece.url }, piece.text ?? piece.url);
  const tag = ['bold', 'italic', 'strike', 'code'].find((style) => piece.style?.[style]);
  return h({ bold: 'strong', italic: 'em', strike: 's', code: 'code' }[tag] ?? 'span', {}, piece.text ?? '');
}
