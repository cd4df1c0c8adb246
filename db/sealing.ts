import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { HoldfastError } from './domain/errors.ts';

const VERSION = 'hf1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** 32 bytes that open every sealed value. Prints as nothing, so that it cannot slip into a log. */
export class MasterKey {
  readonly #bytes: Buffer;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** @throws HoldfastError MASTER_KEY_INVALID when the text is not 32 bytes in base64 */
  static parse(text: string): MasterKey {
    const bytes = Buffer.from(text.trim(), 'base64');
    if (bytes.length === 32) return new MasterKey(bytes);
    throw new HoldfastError({
      code: 'MASTER_KEY_INVALID',
      message: 'The master key is not 32 bytes in base64.',
      cause: 'HOLDFAST_MASTER_KEY or its file holds something else.',
      remedy: 'Use the key that was made on first start, or make one with: openssl rand -base64 32',
      retryable: false,
      fault: 'USER',
    });
  }

  /** A new random key, as the text that `parse` takes. */
  static generate(): string {
    return randomBytes(32).toString('base64');
  }

  /**
   * Seals a secret for keeping: AES-256-GCM under a random nonce. `context` says what the value is for; it must be the
   * same at opening, so that a sealed value moved to another row does not open there.
   */
  seal(secret: string, context: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#bytes, nonce).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${VERSION}.${sealed.toString('base64url')}`;
  }

  /** @throws HoldfastError SEALED_VALUE_UNREADABLE when the key or the context is another one, or the value was changed */
  open(value: string, context: string): string {
    const [version, body] = value.split('.');
    try {
      const sealed = Buffer.from(body ?? '', 'base64url');
      if (version !== VERSION) throw new Error('another version');
      const decipher = createDecipheriv('aes-256-gcm', this.#bytes, sealed.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(context))
        .setAuthTag(sealed.subarray(-TAG_BYTES));
      return decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      throw new HoldfastError({
        code: 'SEALED_VALUE_UNREADABLE',
        message: `The sealed value of ${context} does not open.`,
        cause: 'It was sealed with another master key, or it was changed.',
        remedy: 'Start with the master key that this store was made with (HOLDFAST_MASTER_KEY or its file).',
        retryable: false,
        fault: 'SERVICE',
      });
    }
  }

  /** A hash that nobody without the key can compare guesses with: of what may hold a secret. HMAC with SHA-256, in hexadecimal. */
  digest(text: string): string {
    return createHmac('sha256', this.#bytes).update(text).digest('hex');
  }

  toJSON(): string {
    return '**redacted**';
  }

  toString(): string {
    return '**redacted**';
  }
}
