import { basename, dirname } from 'node:path/posix';
import { isTest, isTypeScript, WORKSPACES, type SourceTree } from './source-tree.ts';
import type { Violation } from './violation.ts';

const TELLS_NOTHING = /^(utils?|helpers?|common|managers?|misc|shared|stuff|lib)$/;
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;

interface Budget {
  readonly lines: number;
  readonly of: string;
  appliesTo(path: string): boolean;
}

/** The first that applies counts. */
const BUDGETS: readonly Budget[] = [
  {
    lines: 560,
    of: 'setup.mjs, one file because nothing is installed when it runs',
    appliesTo: (path) => path === 'setup.mjs',
  },
  { lines: 400, of: 'a test', appliesTo: isTest },
  {
    lines: 300,
    of: 'a source file',
    appliesTo: (path) => isTypeScript(path) || /\.(mjs|css)$/.test(path) || path === '.ci/run',
  },
];

/** Names, places and lengths of the files. What generators write (`*.generated.ts`, migrations) has no budget. */
export function checkFiles(tree: SourceTree): Violation[] {
  return [...tree].flatMap(([file, text]) => [...checkPlace(file), ...checkName(file), ...checkLength(file, text)]);
}

function checkPlace(file: string): Violation[] {
  const [top = ''] = file.split('/');
  if (!file.includes('/') || [...WORKSPACES, '.ci'].includes(top)) return [];
  return [{ file, rule: `no top-level folder ${top}`, reason: `the house has ${WORKSPACES.join(', ')} and no other` }];
}

function checkName(file: string): Violation[] {
  if (!isTypeScript(file)) return [];
  const names = [...dirname(file).split('/'), basename(file)].filter((name) => name !== '.');
  const vague = names.find((name) => TELLS_NOTHING.test(name.split('.')[0] ?? ''));
  const odd = names.find((name) => !KEBAB_CASE.test(name));
  return [
    ...(vague
      ? [
          {
            file,
            rule: `no file or folder is called ${vague}`,
            reason: 'the name does not say what is in it, so everything ends there',
          },
        ]
      : []),
    ...(odd
      ? [
          {
            file,
            rule: `${odd} is not in kebab-case`,
            reason: 'one way of writing names is one thing less to remember',
          },
        ]
      : []),
  ];
}

function checkLength(file: string, text: string): Violation[] {
  const isGenerated = file.endsWith('.generated.ts') || file.startsWith('db/migrations/');
  const budget = isGenerated ? undefined : BUDGETS.find((each) => each.appliesTo(file));
  const lines = text.split('\n').length - 1;
  if (!budget || lines <= budget.lines) return [];
  return [
    {
      file,
      rule: `${lines} lines, the budget of ${budget.of} is ${budget.lines}`,
      reason: 'a file tells one thing; this one tells several',
    },
  ];
}
