import { parseArgs } from 'node:util';
import { NotBegun } from './not-begun.ts';

/** What was asked for on the command line. */
export interface DemoArguments {
  readonly help: boolean;
  /** Ends after the story instead of staying up. */
  readonly exit: boolean;
  /** Where the report goes; absent: nowhere but the screen. */
  readonly json: string | undefined;
}

export const USAGE = `npm run demo [-- --exit] [-- --json FILE]

Starts all of Holdfast on this machine in a throw-away folder, with a Slack of its own, and plays its main job
on real data: protect, back up, lose, restore. Nothing of the machine is touched.

  --exit       end after the story; without it everything stays up to be looked at, until Ctrl-C
  --json FILE  write the report also as JSON: bytes and milliseconds
  --help       show this

It exits with 0 only if every comparison held.`;

/** @throws NotBegun for what is not known */
export function readArguments(given: readonly string[]): DemoArguments {
  const { help = false, exit = false, json } = parsed(given);
  if (json === '') throw notUnderstood('--json needs the name of a file.');
  return { help, exit, json };
}

function parsed(given: readonly string[]) {
  try {
    const options = { help: { type: 'boolean' }, exit: { type: 'boolean' }, json: { type: 'string' } } as const;
    return parseArgs({ args: [...given], options }).values;
  } catch (error) {
    // Its second sentence is about arguments that begin with a dash and stand for themselves, which there are none of.
    const [said = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw notUnderstood(`${said.replace(/\.$/, '')}.`);
  }
}

function notUnderstood(what: string): NotBegun {
  return new NotBegun(`${what}\n\n${USAGE}`);
}
