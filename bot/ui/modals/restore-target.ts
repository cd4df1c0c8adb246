import { blockId, RESTORE } from '../ids.ts';
import { input, option, PRESS_ENTER, radioButtons, textInput, type Input, type Option } from './inputs.ts';
import { CONFLICT_RULES, type Chosen, type ConflictChoice, type RestoreChoices } from './restore-choices.ts';
import { targetsOffered, type OtherTargetView, type RestoreOffers } from './restore-offers.ts';

/** What a restore would land as, which decides what becomes of what is there. */
export type LandsAs = 'FILES' | 'DATABASES' | 'TABLES';

/** As files, as whole databases, or as tables of a living one. */
export function landsAs({ tables, targetPath }: RestoreChoices, { picks }: RestoreOffers): LandsAs {
  if (picks !== 'TABLES' || targetPath !== undefined) return 'FILES';
  return tables ? 'TABLES' : 'DATABASES';
}

const TARGETS: Record<OtherTargetView, Option> = {
  PATH: option('PATH', 'Another place'),
  DATABASE: option('DATABASE', 'Another database', 'Of the same server.'),
  FILES: option('PATH', 'As files in a folder'),
};

/** The questions about where a restore lands. */
export function targetInputs(choices: RestoreChoices, offers: RestoreOffers, { id }: Chosen): Input[] {
  const { targetPath, targetDatabase } = choices;
  const others = targetsOffered(offers, choices);
  const chosen = targetPath !== undefined ? 'PATH' : targetDatabase !== undefined ? 'DATABASE' : 'ORIGINAL';
  const target = input(
    { blockId: blockId(RESTORE.target, id, ...others), label: 'Where to' },
    radioButtons(
      RESTORE.target,
      [option('ORIGINAL', 'Where it was'), ...others.map((other) => TARGETS[other])],
      chosen,
    ),
  );
  return [
    target,
    ...(targetPath === undefined ? [] : [pathInput(targetPath, id)]),
    ...(targetDatabase === undefined ? [] : [databaseInput(targetDatabase, { id, isMade: !choices.tables })]),
  ];
}

function pathInput(targetPath: string, id: string): Input {
  return input(
    {
      blockId: blockId(RESTORE.targetPath, id),
      label: 'Path',
      hint: `Absolute, on the machine of the item’s site. ${PRESS_ENTER}`,
    },
    textInput(RESTORE.targetPath, { lines: 'ONE', example: '/srv/restored', typed: targetPath }),
  );
}

function databaseInput(targetDatabase: string, { id, isMade }: { id: string; isMade: boolean }): Input {
  const what = isMade ? 'What the restored database is called.' : 'The database that the tables go into.';
  return input(
    {
      blockId: blockId(RESTORE.targetDatabase, id),
      label: 'Name of the database',
      hint: `${what} ${PRESS_ENTER}`,
    },
    textInput(RESTORE.targetDatabase, { lines: 'ONE', example: 'orders_restored', typed: targetDatabase }),
  );
}

/** What each rule means for what is there. */
const RULES: Record<LandsAs, Record<ConflictChoice, readonly [text: string, more?: string]>> = {
  FILES: {
    FAIL_IF_EXISTS: ['Stop and touch nothing'],
    KEEP_BOTH: ['Keep both', 'What is restored gets another name beside it.'],
    REPLACE: ['Replace it', 'What was there is kept for some days; the result says where.'],
  },
  DATABASES: {
    FAIL_IF_EXISTS: ['Stop and touch nothing'],
    KEEP_BOTH: ['Keep both', 'What is restored becomes a database of another name.'],
    REPLACE: ['Replace it', 'All its sessions end; it is kept as another database for some days.'],
  },
  TABLES: {
    FAIL_IF_EXISTS: ['Stop and touch nothing'],
    KEEP_BOTH: ['Keep both', 'The restored tables go into a schema of their own.'],
    REPLACE: ['Replace them', 'The tables that are there are kept in a schema of their own for some days.'],
  },
};

/** The question what becomes of what is there. */
export function conflictInput(choices: RestoreChoices, offers: RestoreOffers, { id }: Chosen): Input {
  const lands = landsAs(choices, offers);
  const [first, ...others] = CONFLICT_RULES.map((rule) => option(rule, ...RULES[lands][rule]));
  if (!first) throw new Error('there are no rules');
  return input(
    { blockId: blockId(RESTORE.conflict, id, lands), label: 'If something is there' },
    radioButtons(RESTORE.conflict, [first, ...others], choices.conflict),
  );
}
