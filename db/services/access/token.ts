import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'hf_';
const FORM = /^hf_[A-Za-z0-9_-]{43}$/;

/** A new API token: 32 random bytes behind a prefix by which secret scanners and people know it. */
export function newTokenText(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

/** What is kept of a token. A plain hash is enough: 256 random bits cannot be guessed, unlike a password. */
export function tokenHash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Whether the text has a token's form; anything else is not worth a question to the store. */
export function isTokenText(text: string): boolean {
  return FORM.test(text);
}
