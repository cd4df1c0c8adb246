/** Makes an element. `props`: `class`, `on…` listeners, `data-…` and `aria-…` attributes, else properties. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (name === 'class') element.className = value;
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name.includes('-')) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(
    ...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false),
  );
  return element;
}

export function byId(id) {
  return document.getElementById(id);
}

const COLOURS = ['#2f6fbb', '#b3541e', '#5b7f24', '#8a3fa0', '#a8324a', '#1d7d7a'];

/** A coloured tile with a person's first letter. */
export function avatar(user, size = '') {
  const seed = [...(user?.name ?? '?')].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const tile = h(
    'span',
    { class: `avatar ${size}`, 'aria-hidden': 'true' },
    (user?.realName ?? '?').slice(0, 1).toUpperCase(),
  );
  tile.style.background = user?.isBot ? 'linear-gradient(135deg, #0b6e4f, #12a594)' : COLOURS[seed % COLOURS.length];
  return tile;
}

const SHAPES = {
  lock: 'M4 7V5a4 4 0 0 1 8 0v2h1v7H3V7zm2 0h4V5a2 2 0 0 0-4 0z',
  eye: 'M8 3C4 3 1.5 6.5 1 8c.5 1.5 3 5 7 5s6.500-3.500 7-5c-.5-1.500-3-5-7-5zm0 8a3 3 0 1 1 0-6 3 3 0 0 1 0 6z',
  reply: 'M2 3h12v8H8l-4 3v-3H2z',
  file: 'M3 1h6l4 4v10H3zm6 1v3h3z',
};

/** A small sign, drawn: not every machine has a font with emoji. */
export function sign(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', 'sign-icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', SHAPES[name]);
  path.setAttribute('fill-rule', 'evenodd');
  svg.append(path);
  return svg;
}
