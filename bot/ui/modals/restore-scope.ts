import { count } from '../format.ts';
import { blockId, RESTORE } from '../ids.ts';
import {
  externalSelect,
  input,
  option,
  PRESS_ENTER,
  radioButtons,
  textInput,
  type Input,
  type Option,
} from './inputs.ts';
import type { Chosen, RestoreChoices } from './restore-choices.ts';
import { hasSeveralDatabases, type RestoreOffers } from './restore-offers.ts';

/** The questions about what of a point is restored. None where it is all or nothing. */
export function scopeInputs(choices: RestoreChoices, offers: RestoreOffers, item: Chosen): Input[] {
  if (offers.picks === 'NONE') return [];
  const options = scopeOptions(offers);
  const scope = input(
    { blockId: blockId(RESTORE.scope, item.id, String(options.length)), label: 'What of it' },
    radioButtons(RESTORE.scope, options, scopeOf(choices)),
  );
  return [
    scope,
    ...(choices.paths ? [pathsInput(choices.paths, item)] : []),
    ...(choices.database === undefined ? [] : [databaseInput(choices, offers, item)]),
    ...(choices.tables ? [tablesInput(choices, offers, item)] : []),
  ];
}

function scopeOptions(offers: RestoreOffers): [Option, ...Option[]] {
  const all = option('ALL', 'All of it');
  if (offers.picks === 'PATHS') return [all, option('PATHS', 'Chosen files and folders')];
  const one = hasSeveralDatabases(offers) ? [option('DATABASE', 'One database')] : [];
  return [all, ...one, option('TABLES', 'Chosen tables')];
}

function scopeOf({ paths, database, tables }: RestoreChoices): string {
  if (paths) return 'PATHS';
  if (tables) return 'TABLES';
  return database === undefined ? 'ALL' : 'DATABASE';
}

function pathsInput(paths: readonly string[], { id }: Chosen): Input {
  return input(
    {
      blockId: blockId(RESTORE.paths, id),
      label: 'Files and folders',
      hint: 'One a line, as they are inside the item, without a slash in front: reports/2026.csv',
    },
    textInput(RESTORE.paths, { lines: 'MANY', example: 'reports/2026.csv', typed: paths.join('\n') }),
  );
}

/** A menu of the point's databases; where they are not known, the name is typed. */
function databaseInput({ database = '', point }: RestoreChoices, { databases }: RestoreOffers, item: Chosen): Input {
  const texts = { label: 'Database' };
  if (!databases) {
    return input(
      { ...texts, blockId: blockId(RESTORE.database, item.id, 'typed'), hint: PRESS_ENTER },
      textInput(RESTORE.database, { lines: 'ONE', example: 'orders', typed: database }),
    );
  }
  const chosen = database === '' ? undefined : option(database, database);
  return input(
    { ...texts, blockId: blockId(RESTORE.database, item.id, point?.id ?? '') },
    externalSelect(RESTORE.database, 'Type a part of its name', chosen),
  );
}

function tablesInput({ tables = [], database }: RestoreChoices, { databases }: RestoreOffers, item: Chosen): Input {
  const known = databases?.length === 1 ? databases[0] : databases?.find(({ name }) => name === database);
  const more = (known?.tableCount ?? 0) - (known?.tables.length ?? 0);
  const there = known?.tables.length
    ? ` The point has ${known.tables.join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}.`
    : '';
  return input(
    {
      blockId: blockId(RESTORE.tables, item.id),
      label: 'Tables',
      hint: `One a line, as SQL writes them: orders, sales.orders, "Sales"."Orders 2026".${there}`,
    },
    textInput(RESTORE.tables, { lines: 'MANY', example: 'public.orders', typed: tables.join('\n') }),
  );
}
