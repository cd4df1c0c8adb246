import { createGraphQLError } from 'graphql-yoga';
import { builder } from '../builder.ts';

builder.scalarType('DateTime', {
  description: 'An instant in UTC: ISO 8601 with milliseconds and Z. As input, with any offset.',
  serialize: (value) => value.toISOString(),
  parseValue: (value) => {
    const instant =
      typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(value)
        ? new Date(value)
        : undefined;
    if (instant && !Number.isNaN(instant.getTime())) return instant;
    throw createGraphQLError('A DateTime is written as 2026-11-22T13:45:00Z.', {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  },
});

builder.scalarType('Date', {
  description: 'A day in UTC: 2026-11-22.',
  serialize: (value) => value,
});

builder.scalarType('Long', {
  description: 'A whole number beyond 32 bits, exact up to 2^53 - 1. Sizes are bytes.',
  serialize: (value) => value,
});

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
});

builder.scalarType('Secret', {
  description: 'A text that only goes in: it is sealed at once, and nothing gives it back or repeats it.',
  serialize: () => {
    throw new Error('a secret was about to be sent');
  },
  parseValue: (value) => {
    if (typeof value === 'string') return value;
    // Without the value, unlike what GraphQL says of its own scalars.
    throw createGraphQLError('A Secret is a text.', { extensions: { code: 'BAD_USER_INPUT' } });
  },
});
