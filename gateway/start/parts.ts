import { fileURLToPath } from 'node:url';

/** A program of Holdfast. Parts are started by path, never imported: each stands alone. */
export interface Part {
  readonly name: string;
  readonly main: string;
}

const program = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const GATEWAY: Part = { name: 'gateway', main: program('gateway/main.ts') };
const WORKER: Part = { name: 'worker', main: program('worker/main.ts') };
const BOT: Part = { name: 'bot', main: program('bot/main.ts') };

/** What runs: the bot too, once it has a token of Holdfast's own to speak with. */
export function partsFor(settings: { readonly hasBotToken: boolean }): readonly Part[] {
  return settings.hasBotToken ? [GATEWAY, WORKER, BOT] : [GATEWAY, WORKER];
}
