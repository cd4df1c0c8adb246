import { formatTableName, parseTableName } from '@holdfast/db/domain/sql-name';

const NEWLINE = 0x0a;
const COPY = Buffer.from('COPY ');
/** Of a table with a thousand columns; what is longer is no head of rows. */
const LONGEST_HEAD = 256 * 1024;

/**
 * Counts the rows of each table in a script of pg_restore's, as it arrives: the lines between `COPY table (…) FROM stdin;` and `\.`, since no
 * row holds a line break. Holds one line at most, and none of the rows.
 */
export class RowCounter {
  readonly #rows = new Map<string, number>();
  #line: Buffer[] = [];
  #length = 0;
  #table: string | undefined;
  #unnamed = 0;

  add(chunk: Buffer): void {
    for (let from = 0; from < chunk.length;) {
      const end = chunk.indexOf(NEWLINE, from);
      const stop = end === -1 ? chunk.length : end;
      this.#keep(chunk.subarray(from, stop));
      if (end !== -1) this.#endLine();
      from = stop + 1;
    }
  }

  /** Rows by table, as SQL writes its name. */
  get rows(): ReadonlyMap<string, number> {
    return this.#rows;
  }

  /** Tables whose names could not be read: their rows were counted for none. */
  get unnamed(): number {
    return this.#unnamed;
  }

  /** Of a row its beginning is enough; it is a copy, since the chunk is let go of. */
  #keep(part: Buffer): void {
    const most = this.#table === undefined ? LONGEST_HEAD : END.length + 1;
    const room = most - this.#length;
    if (room > 0 && part.length > 0) {
      const kept = Buffer.from(part.subarray(0, room));
      this.#line.push(kept);
      this.#length += kept.length;
    }
  }

  #endLine(): void {
    const line = Buffer.concat(this.#line);
    if (this.#table !== undefined) {
      this.#begin();
      if (line.equals(END)) this.#table = undefined;
      else if (this.#table !== '') this.#rows.set(this.#table, (this.#rows.get(this.#table) ?? 0) + 1);
      return;
    }
    if (!line.subarray(0, COPY.length).equals(COPY)) return this.#begin();
    const text = line.toString('utf8');
    // A name may hold a line break: then the head goes on.
    if (!text.endsWith('FROM stdin;')) {
      if (this.#length >= LONGEST_HEAD) return this.#begin();
      this.#line.push(Buffer.from('\n'));
      this.#length += 1;
      return;
    }
    this.#begin();
    this.#table = this.#nameIn(text);
    if (this.#table !== '') this.#rows.set(this.#table, this.#rows.get(this.#table) ?? 0);
  }

  #begin(): void {
    this.#line = [];
    this.#length = 0;
  }

  /** Empty for one that cannot be read. */
  #nameIn(head: string): string {
    const written = HEAD.exec(head)?.[1] ?? '';
    const table = written.includes('\ufffd') ? undefined : parseTableName(written);
    if (!table) this.#unnamed += 1;
    return table ? formatTableName(table) : '';
  }
}

const END = Buffer.from(String.raw`\.`);
const IDENTIFIER = String.raw`(?:"(?:[^"]|"")+"|[^\s".()]+)`;
const HEAD = new RegExp(String.raw`^COPY (${IDENTIFIER}\.${IDENTIFIER}) (?:\(| ?FROM)`, 's');
