import { armFaults } from '../fault-point.ts';
import { parseFaults } from './parse.ts';

/** Arms what `HOLDFAST_FAULT` names; without it nothing is armed. Called once, before a process does any work. */
export function armFaultsFromEnvironment(): void {
  const text = process.env['HOLDFAST_FAULT'];
  if (text) armFaults(parseFaults(text));
}
