const named: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** The text that Go's %q wrote in double quotes; bytes that are not UTF-8 come as U+FFFD each. */
export function goUnquote(quoted: string): string {
  const text = quoted.replace(/^"|"$/g, '');
  return text.replace(/\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|.)/g, (escape) => {
    const letter = escape.charAt(1);
    if (escape.length === 2) return named[letter] ?? letter;
    return letter === 'x' ? '\uFFFD' : String.fromCodePoint(parseInt(escape.slice(2), 16));
  });
}
