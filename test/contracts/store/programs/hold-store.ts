/** Starts a store with the options in its argument, prints the handle as one line of JSON, and holds the store until it is killed. */
import { z } from 'zod';
import { startEmbeddedStore } from '@holdfast/db/store/start';

const optionsShape = z.object({
  home: z.string(),
  throwAway: z.boolean().default(false),
  dieWithParent: z.boolean().default(true),
});

const { home, throwAway, dieWithParent } = optionsShape.parse(JSON.parse(process.argv[2] ?? ''));
const say = (facts: object, message: string) => void process.stderr.write(`${message} ${JSON.stringify(facts)}\n`);

process.on('SIGINT', () => process.stdout.write('SIGINT\n'));
const store = await startEmbeddedStore({ home, throwAway, dieWithParent, log: { info: say, warn: say } });
process.stdout.write(`${JSON.stringify(store)}\n`);
setInterval(() => undefined, 60_000);
