const EVENTS = [
  'accepted',
  'delivered',
  'delayed by the carrier',
  'paid by card',
  'returned',
  'looked at',
  'cancelled',
];
const LINE_AT_MOST = 100;

/** Text as servers write it, of exactly this many bytes: no two lines alike, and it compresses to about a quarter. */
export function logLines(random: () => number, bytes: number): Buffer {
  const text = Buffer.alloc(bytes + LINE_AT_MOST);
  let length = 0;
  while (length < bytes) {
    const number = Math.floor(random() * 1e9);
    const event = EVENTS[number % EVENTS.length] ?? '';
    length += text.write(`level=info order=${number.toString(36)} event="${event}" took=${number % 997}ms\n`, length);
  }
  return text.subarray(0, bytes);
}
