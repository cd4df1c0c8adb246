import { commandAs, type Command } from '@holdfast/db/store/command';

/** The command as a process that is told to end when this one ends, however that ends. */
export function endsWithUs(program: string, args: readonly string[], deathSignal: 'INT' | 'KILL' = 'KILL'): Command {
  return commandAs({ uid: 0, gid: 0, differs: false }, { program, args, deathSignal });
}
