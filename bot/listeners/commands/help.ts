import { helpAnswer } from '../../ui/answers/help.ts';
import type { CommandHandler } from './command-request.ts';

/** `/backup help` and `/backup` alone: asks nobody, so that it works while nothing else does. */
export const help: CommandHandler = () => Promise.resolve(helpAnswer());
