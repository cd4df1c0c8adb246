import { CHAT } from './chat.ts';
import { CONVERSATIONS } from './conversations.ts';
import { FILES } from './files.ts';
import type { Method } from './method.ts';
import { PEOPLE } from './people.ts';
import { VIEWS } from './views.ts';

/** The Web API, by name. */
export const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries({ ...CHAT, ...CONVERSATIONS, ...FILES, ...PEOPLE, ...VIEWS }),
);
