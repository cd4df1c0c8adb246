/** Shorter values are words such as a region's name: to blot them out would make messages unreadable. */
const shortestSecret = 6;

/** Blots out each secret wherever it occurs in a text, and the user and password of any URL. */
export function redact(text: string, secrets: readonly string[]): string {
  const hidden = secrets
    .filter((secret) => secret.length >= shortestSecret)
    .reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text);
  return hidden.replaceAll(/:\/\/[^\s/@]+@/g, '://[redacted]@');
}

/** The last `size` bytes of a text, cut between characters. */
export function tailBytes(text: string, size: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= size) return text;
  let start = bytes.length - size;
  while (((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return bytes.subarray(start).toString('utf8');
}
