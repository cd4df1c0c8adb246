import { z } from 'zod';
import { textAt } from './gateway.ts';
import { readmeExamples, runShell, type Example } from './readme.ts';
import { waitFor } from './wait-for.ts';

const LONGEST_JOB_MS = 120_000;

/** An answer without errors. */
const answerSchema = z.strictObject({ data: z.record(z.string(), z.unknown()) });

/** Someone who works through the README: knows which examples are left, and the ids of earlier answers. */
export class Newcomer {
  readonly ids = new Map<string, string>();
  readonly #examples: Map<string, Example>;
  readonly #words: Map<string, string>;
  readonly #unused: Set<string>;
  #before = '';
  #keys = 0;

  constructor(words: Map<string, string>) {
    this.#examples = new Map(readmeExamples().map((example) => [example.name, example]));
    this.#unused = new Set(this.#examples.keys());
    this.#words = words;
  }

  /** Examples that were not followed. */
  get unused(): string[] {
    return [...this.#unused];
  }

  text(name: string): string {
    const example = this.#examples.get(name);
    if (!example) throw new Error(`the README has no example ${name}`);
    this.#unused.delete(name);
    return example.text;
  }

  /** Types something into the shell that stays for what follows. */
  keep(name: string): void {
    this.#before += this.text(name);
  }

  async shell(text: string): Promise<string> {
    const words = new Map([...this.#words, ...this.ids]);
    return runShell(text, { words, before: this.#before });
  }

  /** Sends a document by one of the README's two commands. Doing it again is another intent, so under another key. */
  async send(name: string, command: 'ask' | 'watch' = 'ask'): Promise<string> {
    const again = !this.#unused.has(name);
    const document = this.text(name);
    this.#keys += 1;
    const text = again ? document.replace(/idempotencyKey: "/, `$&${this.#keys} `) : document;
    return this.shell(`${command} <<'DOCUMENT'\n${text}\nDOCUMENT`);
  }

  /** The data of an answer without errors. */
  async ask(name: string): Promise<Record<string, unknown>> {
    const said = await this.send(name);
    const answer = answerSchema.safeParse(JSON.parse(said));
    if (!answer.success) throw new Error(`the example ${name} is answered with ${said}`);
    return answer.data.data;
  }

  /** Asks and keeps an id of the answer under the word by which the README calls it. */
  async get(name: string, word: string, path: string): Promise<Record<string, unknown>> {
    const data = await this.ask(name);
    const said = JSON.stringify(data);
    if (said.includes('"remedy":')) throw new Error(`the example ${name} is refused: ${said}`);
    this.ids.set(word, textAt(data, path));
    return data;
  }

  /** The job that JOB_ID stands for, once it has ended, as one of the two job examples shows it. */
  async ended(example: 'job' | 'restored' = 'job'): Promise<unknown> {
    return waitFor(
      `the end of ${this.ids.get('JOB_ID')}`,
      async () => {
        const { job } = await this.ask(example);
        return JSON.stringify(job).includes('"isFinal":true') ? job : undefined;
      },
      LONGEST_JOB_MS,
    );
  }
}
