import { expect, test } from 'vitest';
import { inspect } from 'node:util';
import { redact, tailBytes } from './redact.ts';
import { Secret } from './secret.ts';

test('secrets and the credentials of URLs are blotted out', () => {
  expect(redact('key hunter2222 at rest:https://ann:pw@host/r', ['hunter2222'])).toBe(
    'key [redacted] at rest:https://[redacted]@host/r',
  );
});

test('a tail has at most the asked bytes and begins with a whole character', () => {
  const tail = tailBytes('😀'.repeat(400), 1001);
  expect(Buffer.byteLength(tail)).toBe(1000);
  expect(tail).not.toContain('\ufffd');
});

test('a secret shows itself to nobody who did not ask for it', () => {
  const secret = new Secret({ password: 'hunter2222' });
  const shown = `${String(secret)} ${JSON.stringify({ secret })} ${inspect({ secret }, { showHidden: true, depth: 9 })}`;
  expect(shown).not.toContain('hunter2222');
  expect(secret.reveal().password).toBe('hunter2222');
});
