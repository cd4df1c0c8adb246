import { readArguments, USAGE } from './arguments.ts';
import { NotBegun } from './not-begun.ts';
import { runDemo } from './run.ts';

/** What a shell reports of a program that such a signal ended. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

async function main(): Promise<number> {
  const given = readArguments(process.argv.slice(2));
  if (given.help) {
    console.log(USAGE);
    return 0;
  }
  const stopping = new AbortController();
  let interrupted = 0;
  for (const [signal, code] of Object.entries(EXIT_CODES)) {
    // Not once: npm passes on what the terminal has sent already.
    process.on(signal, () => {
      interrupted = code;
      stopping.abort(new Error(`ended by ${signal}`));
    });
  }
  // Whatever nobody was there to hear of: it is told, and everything is ended all the same.
  process.on('uncaughtException', (error) => {
    console.error(error);
    stopping.abort(error);
  });
  // Nobody reads on: the same as Ctrl-C.
  process.stdout.on('error', (error) => stopping.abort(error));
  const say = (line: string) => console.log(line);
  const held = await runDemo({ given, say, signal: stopping.signal });
  return held ? 0 : interrupted || 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof NotBegun ? error.message : error);
    process.exit(1);
  },
);
