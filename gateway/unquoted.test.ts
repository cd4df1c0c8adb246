import { buildSchema, execute, GraphQLError, parse, validate, type ExecutionResult } from 'graphql';
import { expect, test } from 'vitest';
import { unquoted } from './unquoted.ts';

const schema = buildSchema(`
  input Source { host: String!, password: String }
  input Given { name: String!, source: Source! }
  type Query { take(input: Given!): Int }
`);

async function refusalOf(input: unknown): Promise<ExecutionResult> {
  return execute({
    schema,
    document: parse('query ($input: Given!) { take(input: $input) }'),
    variableValues: { input },
  });
}

test.for([
  ['a field is missing', { name: 'x', source: { password: 'hunter2' } }, /include required field "host"\.$/],
  ['a field is mistyped', { name: 'x', source: { host: 'h', pasword: 'hunter2' } }, /unknown field "pasword"/],
  ['a field is missing further out', { source: { host: 'h', password: 'hunter2' } }, /required field "name"\.$/],
  ['a list stands for an object', [{ name: 'hunter2' }], /to be an object\.$/],
  ['a name holds the very words', { name: 'x', source: { ', found: {': 'hunter2' } }, /unknown field|required field/],
] as const)('what is wrong with a variable is said without the variable: %s', async ([, input, told]) => {
  const { errors = [] } = await refusalOf(input);
  expect(JSON.stringify(errors)).toContain('hunter2');
  const messages = errors.map((error) => unquoted(error).message);
  expect(messages).toEqual(expect.arrayContaining([expect.stringMatching(told)]));
  expect(JSON.stringify(messages)).not.toContain('hunter2');
});

test.for([
  '{ take(input: { name: "x", source: { password: "hunter2" } }) }',
  '{ take(input: { name: "x", source: { host: "h", pasword: "hunter2" } }) }',
  '{ take(input: { source: { host: "h", password: "hunter2" } }) }',
])('what is wrong in a document is said without it: %s', (document) => {
  const errors = validate(schema, parse(document));
  expect(JSON.stringify(errors)).toContain('hunter2');
  const told = errors.map((error) => unquoted(error));
  expect(JSON.stringify(told)).not.toContain('hunter2');
  expect(told.map(({ locations }) => locations)).toEqual(errors.map(({ locations }) => locations));
});

test.for(['{ take(input: { password "hunter2" }) }', '{ take(input: { password """hunter2""" }) }'])(
  'a text in the wrong place of a document is not repeated: %s',
  (document) => {
    const refused = refusal(() => parse(document));
    expect(refused.message).toContain('hunter2');
    expect(unquoted(refused).message).toMatch(/^Syntax Error: Expected ":", found (Block)?String\.$/);
    expect(unquoted(refused).locations).toEqual(refused.locations);
  },
);

test('what quotes nothing stays as it is', async () => {
  const { errors } = await refusalOf({ name: 1, source: { host: 'h' } });
  expect(errors).toHaveLength(1);
  expect(errors?.map((error) => unquoted(error))).toEqual(errors);
});

function refusal(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (error instanceof GraphQLError) return error;
  }
  throw new Error('it was not refused');
}
