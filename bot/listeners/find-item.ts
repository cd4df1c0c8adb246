import type { GatewaySession } from '../gateway/client.ts';
import { FindItemsDocument } from '../gateway/operations.generated.ts';
import type { UnclearItem } from '../ui/answers/items.ts';
import { closest } from './closest.ts';

export interface FoundItem {
  readonly id: string;
  readonly name: string;
}

export type ItemSearch =
  | { readonly kind: 'FOUND'; readonly item: FoundItem }
  | { readonly kind: 'UNCLEAR'; readonly unclear: UnclearItem };

const PAGE = 100;
/** Of more, only those that hold what was typed are offered. */
const MOST_PAGES = 5;
const OFFERED = 5;
/** No name is longer; what is, is not looked for. */
const LONGEST_NAME = 200;

/**
 * The one item that is called so. Its exact name, or but for upper and lower case where that is one item; what only
 * resembles a name is offered and never acted on.
 * @throws GatewayFailure
 */
export async function findItem(session: GatewaySession, typed: string): Promise<ItemSearch> {
  if (typed.length > LONGEST_NAME) return unclear(typed, []);
  const holding = await items(session, typed);
  const exact = holding.find(({ name }) => name === typed);
  if (exact) return { kind: 'FOUND', item: exact };
  const [alike, ...others] = holding.filter(({ name }) => name.toLowerCase() === typed.toLowerCase());
  if (alike && others.length === 0) return { kind: 'FOUND', item: alike };
  if (holding.length > 0)
    return unclear(
      typed,
      holding.map(({ name }) => name),
    );
  const all = await items(session, undefined);
  return unclear(
    typed,
    closest(
      typed,
      all.map(({ name }) => name),
      OFFERED,
    ),
  );
}

/** The items whose name holds a text, or all of them, by name; the first 500. */
async function items(session: GatewaySession, name: string | undefined): Promise<FoundItem[]> {
  const found: FoundItem[] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { protectedItems } = await session.read(FindItemsDocument, { name, first: PAGE, after });
    found.push(...protectedItems.nodes);
    const { hasNextPage, endCursor } = protectedItems.pageInfo;
    if (!hasNextPage || endCursor === null) break;
    after = endCursor;
  }
  return found;
}

function unclear(typed: string, names: readonly string[]): ItemSearch {
  const close = names.slice(0, OFFERED);
  return { kind: 'UNCLEAR', unclear: { typed, close, more: names.length - close.length } };
}
