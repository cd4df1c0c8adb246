import { FAULT_ACTIONS, type Fault } from '../fault-point.ts';

const FORM = /^(?<point>[a-z][a-z0-9.-]*)(?::(?<passing>[1-9][0-9]*))?(?:=(?<action>[a-z]+))?$/;

/**
 * Reads `name[:passing][=kill|pause]`, several parted by commas; the first passing and `kill` where not said.
 * @throws Error for any other form: a fault that is mistyped must not look like one that was survived
 */
export function parseFaults(text: string): Fault[] {
  return text.split(',').map(parseFault);
}

function parseFault(text: string): Fault {
  const { point, passing = '1', action: word = 'kill' } = FORM.exec(text)?.groups ?? {};
  const action = FAULT_ACTIONS.find((candidate) => candidate === word);
  if (point === undefined || action === undefined) {
    throw new Error(`HOLDFAST_FAULT: "${text}" is not name[:passing][=${FAULT_ACTIONS.join('|')}].`);
  }
  return { point, passing: Number(passing), action };
}
