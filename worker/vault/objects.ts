export interface JsonObject {
  readonly text: string;
  /** False when what arrived is no array of objects, or ended before the array did; nothing follows then. */
  readonly complete: boolean;
}

/** In UTF-8 the bytes of JSON's own characters are part of no other character. */
const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const comma = 0x2c;
const opening: ReadonlySet<number> = new Set(Buffer.from('[{'));
const closing: ReadonlySet<number> = new Set(Buffer.from(']}'));
const aroundObjects: ReadonlySet<number> = new Set(Buffer.from('[], \t\r\n'));
const nullValue = Buffer.from(':null');

const longestObject = 4 * 1024 * 1024;
const longestKey = 64;

/**
 * The texts of the objects in a JSON array, as they arrive. Their members of the names in `omitted` come as null: a value is
 * passed over as it arrives, however long it is. Holds one object at a time; what it has beyond 4 MiB is dropped, so that it
 * does not parse.
 */
export async function* objects(
  chunks: AsyncIterable<Buffer>,
  omitted: ReadonlySet<string>,
): AsyncGenerator<JsonObject> {
  const scanner = new Scanner(omitted);
  for await (const chunk of chunks) {
    // Half the time that iterating over the bytes takes.
    for (let at = 0; at < chunk.length; at += 1) {
      if (scanner.take(chunk.readUInt8(at))) yield { text: scanner.object(), complete: true };
    }
  }
  if (!scanner.wholeArray()) yield { text: '', complete: false };
}

/** Depth 1 is in the array, 2 in one of its objects, more in the value of a member. */
class Scanner {
  readonly #omitted: ReadonlySet<string>;
  #kept = Buffer.alloc(4096);
  #length = 0;
  #depth = 0;
  #arrays = 0;
  #foreign = false;
  #inString = false;
  #escaped = false;
  #inKey = false;
  #key = '';
  #omitting = false;

  constructor(omitted: ReadonlySet<string>) {
    this.#omitted = omitted;
  }

  /** True when the byte ended an object. */
  take(byte: number): boolean {
    const before = this.#depth;
    if (this.#inString) this.#goOnInString(byte);
    else this.#goOn(byte);
    if (Math.max(before, this.#depth) < 2) this.#foreign ||= !aroundObjects.has(byte);
    else if (!this.#omitting) this.#keep(byte);
    return before === 2 && this.#depth === 1;
  }

  /** The object that ended last. */
  object(): string {
    return this.#kept.toString('utf8', 0, this.#length);
  }

  wholeArray(): boolean {
    return this.#arrays === 1 && this.#depth === 0 && !this.#foreign;
  }

  #goOnInString(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === backslash) this.#escaped = true;
    else if (byte === quote) this.#inString = false;
    if (this.#inKey && this.#inString && this.#key.length < longestKey) this.#key += String.fromCharCode(byte);
  }

  #goOn(byte: number): void {
    if (byte === quote) this.#inString = true;
    else if (opening.has(byte)) this.#open();
    else if (closing.has(byte)) this.#close();
    else if (this.#depth === 2 && byte === comma) this.#enterKey();
    else if (this.#depth === 2 && byte === colon) this.#enterValue();
  }

  #open(): void {
    this.#depth += 1;
    if (this.#depth === 1) this.#arrays += 1;
    if (this.#depth !== 2) return;
    this.#length = 0;
    this.#enterKey();
  }

  #close(): void {
    if (this.#depth === 2) this.#omitting = false;
    this.#depth -= 1;
  }

  #enterKey(): void {
    this.#omitting = false;
    this.#inKey = true;
    this.#key = '';
  }

  #enterValue(): void {
    this.#inKey = false;
    if (!this.#omitted.has(this.#key)) return;
    for (const byte of nullValue) this.#keep(byte);
    this.#omitting = true;
  }

  #keep(byte: number): void {
    if (this.#length === longestObject) return;
    if (this.#length === this.#kept.length) this.#kept = Buffer.concat([this.#kept], this.#length * 2);
    this.#kept[this.#length] = byte;
    this.#length += 1;
  }
}
