import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { z } from 'zod';

/**
 * Key files of restic repositories, as its design document describes them: the repository's own key, sealed under one that scrypt
 * derives from the password. Sealed is AES-256 in counter mode with a Poly1305-AES of the result behind it.
 */
const keyFileSchema = z.looseObject({
  kdf: z.literal('scrypt'),
  N: z.int(),
  r: z.int(),
  p: z.int(),
  salt: z.base64(),
  data: z.base64(),
});

export interface OpenedKey {
  /** What else the key file says: by whom and when it was made. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly secret: Buffer;
}

const NONCE = 16;
const MAC = 16;
/** The least that scrypt takes. */
const QUICK = { N: 2, r: 1, p: 1 } as const;

/** What a key file holds; the password is not checked. */
export function openKey(text: string, password: string): OpenedKey {
  const { N, r, p, salt, data, ...about } = keyFileSchema.parse(JSON.parse(text));
  const { encryption } = deriveKey(password, Buffer.from(salt, 'base64'), { N, r, p });
  const sealed = Buffer.from(data, 'base64');
  const cipher = createDecipheriv('aes-256-ctr', encryption, sealed.subarray(0, NONCE));
  const secret = Buffer.concat([cipher.update(sealed.subarray(NONCE, -MAC)), cipher.final()]);
  return { about, secret };
}

/** A key file for the same key under the same password, that opens in no time. */
export function sealKey({ about, secret }: OpenedKey, password: string): string {
  const salt = randomBytes(64);
  const { encryption, mac } = deriveKey(password, salt, QUICK);
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-ctr', encryption, nonce);
  const hidden = Buffer.concat([cipher.update(secret), cipher.final()]);
  const data = Buffer.concat([nonce, hidden, poly1305Aes(hidden, nonce, mac)]).toString('base64');
  return JSON.stringify({ ...about, ...QUICK, salt: salt.toString('base64'), data });
}

interface MacKey {
  readonly k: Buffer;
  readonly r: Buffer;
}

function deriveKey(
  password: string,
  salt: Buffer,
  { N, r, p }: { N: number; r: number; p: number },
): { encryption: Buffer; mac: MacKey } {
  const key = scryptSync(password, salt, 64, { N, r, p, maxmem: 2 ** 30 });
  return { encryption: key.subarray(0, 32), mac: { k: key.subarray(32, 48), r: key.subarray(48, 64) } };
}

const PRIME = 2n ** 130n - 5n;
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn;

/** Bernstein's Poly1305-AES. */
function poly1305Aes(message: Buffer, nonce: Buffer, key: MacKey): Buffer {
  const cipher = createCipheriv('aes-128-ecb', key.k, null).setAutoPadding(false);
  const pad = toNumber(Buffer.concat([cipher.update(nonce), cipher.final()]));
  const r = toNumber(key.r) & CLAMP;
  let sum = 0n;
  for (let from = 0; from < message.length; from += 16) {
    const block = message.subarray(from, from + 16);
    sum = ((sum + toNumber(block) + (1n << BigInt(8 * block.length))) * r) % PRIME;
  }
  const tag = (sum + pad) % 2n ** 128n;
  return Buffer.from(Buffer.from(tag.toString(16).padStart(32, '0'), 'hex').toReversed());
}

/** Little-endian. */
function toNumber(bytes: Buffer): bigint {
  return BigInt(`0x${Buffer.from(bytes.toReversed()).toString('hex')}`);
}
