const named: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** The text that Go's %q wrote in double quotes; bytes that are not UTF-8 come as U+FFFD each. */
export function goUnquote(quoted: string): string {
  return quoted
    .replace(/^"|"$/g, '')
    .replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/g, (_, byte, short, long, letter: string) => {
      if (byte !== undefined) return '\uFFFD';
      const code: unknown = short ?? long;
      return typeof code === 'string' ? String.fromCodePoint(parseInt(code, 16)) : (named[letter] ?? letter);
    });
}
