import { expect, test } from 'vitest';
import { roleStatements, withoutGrantor } from './role-statements.ts';

const DUMP = `--
-- PostgreSQL database cluster dump; not a statement
--
SET default_transaction_read_only = off;
CREATE ROLE anna;
ALTER ROLE anna WITH NOSUPERUSER INHERIT LOGIN PASSWORD 'SCRAM-SHA-256$4096:a;b--c''d';
CREATE ROLE "semi;colon ""q""
line";
ALTER ROLE "semi;colon ""q""
line" SET search_path TO E'a\\'b;c', 'x';
GRANT staff TO anna GRANTED BY postgres;
GRANT staff TO "Bob B" WITH ADMIN OPTION GRANTED BY postgres;
GRANT "The Staff" TO carl WITH ADMIN OPTION, INHERIT FALSE GRANTED BY "Old; ""Boss""";
COMMENT ON ROLE anna IS 'CREATE ROLE mallory;';
`;

test('every statement about a role is found whole, whatever names and texts hold', () => {
  expect(roleStatements(DUMP)).toEqual([
    { kind: 'CREATE', role: 'anna', text: 'CREATE ROLE anna;' },
    {
      kind: 'ALTER',
      role: 'anna',
      text: "ALTER ROLE anna WITH NOSUPERUSER INHERIT LOGIN PASSWORD 'SCRAM-SHA-256$4096:a;b--c''d';",
      password: true,
    },
    { kind: 'CREATE', role: 'semi;colon "q"\nline', text: 'CREATE ROLE "semi;colon ""q""\nline";' },
    {
      kind: 'ALTER',
      role: 'semi;colon "q"\nline',
      text: `ALTER ROLE "semi;colon ""q""\nline" SET search_path TO E'a\\'b;c', 'x';`,
    },
    {
      kind: 'GRANT',
      role: 'anna',
      text: 'GRANT staff TO anna GRANTED BY postgres;',
      membership: { of: 'staff', grantor: 'postgres' },
    },
    {
      kind: 'GRANT',
      role: 'Bob B',
      text: 'GRANT staff TO "Bob B" WITH ADMIN OPTION GRANTED BY postgres;',
      membership: { of: 'staff', grantor: 'postgres' },
    },
    {
      kind: 'GRANT',
      role: 'carl',
      text: 'GRANT "The Staff" TO carl WITH ADMIN OPTION, INHERIT FALSE GRANTED BY "Old; ""Boss""";',
      membership: { of: 'The Staff', grantor: 'Old; "Boss"' },
    },
  ]);
});

test('a name that looks like a password is none', () => {
  const [, altered] = roleStatements(`CREATE ROLE "PASSWORD '";\nALTER ROLE "PASSWORD '" WITH LOGIN;\n`);
  expect(altered).toEqual({ kind: 'ALTER', role: "PASSWORD '", text: `ALTER ROLE "PASSWORD '" WITH LOGIN;` });
});

test('a membership is given without who gave it before', () => {
  expect(withoutGrantor('GRANT a TO "b GRANTED BY c" WITH ADMIN OPTION GRANTED BY "x; ""y""";')).toBe(
    'GRANT a TO "b GRANTED BY c" WITH ADMIN OPTION;',
  );
});
