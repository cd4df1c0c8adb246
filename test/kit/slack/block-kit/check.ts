import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { SlackRefusal } from '../refusal.ts';
import { block, elementsIn, type Block, type SentBlock } from './layout.ts';
import { LIMITS } from './limits.ts';
import { home, modal, type SentHome, type SentModal } from './views.ts';

const ROOT = { message: '/blocks', view: '/view/blocks' } as const;

/**
 * The blocks of a message as Slack keeps them.
 * @throws SlackRefusal `invalid_blocks_format` for what is no list, `invalid_blocks` with the places that break a limit
 */
export function checkedBlocks(sent: unknown): Block[] {
  if (!Array.isArray(sent)) throw new SlackRefusal('invalid_blocks_format');
  const parsed = z.array(block).max(LIMITS.blocksInMessage).safeParse(sent);
  if (!parsed.success) throw invalidBlocks(messagesOf(parsed.error, sent, ROOT.message));
  const twice = repeatedIds(parsed.data, ROOT.message);
  if (twice.length > 0) throw invalidBlocks(twice);
  return parsed.data.map(withIds);
}

function invalidBlocks(messages: readonly string[]): SlackRefusal {
  return new SlackRefusal('invalid_blocks', { errors: messages.map(unmarked), response_metadata: { messages } });
}

/** @throws SlackRefusal `view_too_large`, or `invalid_arguments` with the places that break a limit */
export function checkedModal(sent: unknown): SentModal & { blocks: Block[] } {
  return checkedView(modal, sent);
}

/** As `checkedModal`, for the App Home. */
export function checkedHome(sent: unknown): SentHome & { blocks: Block[] } {
  return checkedView(home, sent);
}

function checkedView<View extends SentModal | SentHome>(
  schema: z.ZodType<View>,
  sent: unknown,
): View & { blocks: Block[] } {
  if (Buffer.byteLength(JSON.stringify(sent) ?? '') > LIMITS.viewBytes) throw new SlackRefusal('view_too_large');
  const parsed = schema.safeParse(sent);
  const messages = parsed.success
    ? repeatedIds(parsed.data.blocks, ROOT.view)
    : messagesOf(parsed.error, sent, '/view');
  if (!parsed.success || messages.length > 0) {
    throw new SlackRefusal('invalid_arguments', { response_metadata: { messages } });
  }
  return { ...parsed.data, blocks: parsed.data.blocks.map(withIds) };
}

/** Slack gives an id to what came without one. */
function withIds(sent: SentBlock): Block {
  const named = { ...sent, block_id: sent.block_id ?? randomId() };
  if (named.type === 'actions') return { ...named, elements: named.elements.map(withActionId) };
  if (named.type === 'input') return { ...named, element: withActionId(named.element) };
  if (named.type !== 'section' || !named.accessory || named.accessory.type === 'image') return named;
  return { ...named, accessory: withActionId(named.accessory) };
}

function withActionId<Named extends { action_id?: string | undefined }>(element: Named): Named {
  return { ...element, action_id: element.action_id ?? randomId() };
}

function randomId(): string {
  return randomBytes(4).toString('base64url').slice(0, 5);
}

/** Block ids are unique in a surface, action ids in their block. */
function repeatedIds(blocks: readonly SentBlock[], root: string): string[] {
  const blockIds = blocks.flatMap((each, at) =>
    each.block_id !== undefined && blocks.findIndex(({ block_id }) => block_id === each.block_id) < at
      ? [`[ERROR] \`block_id\` "${each.block_id}" already exists [json-pointer:${root}/${at}/block_id]`]
      : [],
  );
  const actionIds = blocks.flatMap((each, blockAt) => {
    const ids = elementsIn(each).map(({ action_id }) => action_id);
    return ids.flatMap((id, at) =>
      id !== undefined && ids.indexOf(id) < at
        ? [`[ERROR] \`action_id\` "${id}" already exists [json-pointer:${root}/${blockAt}/elements/${at}/action_id]`]
        : [],
    );
  });
  return [...blockIds, ...actionIds];
}

function messagesOf(error: z.ZodError, sent: unknown, root: string): string[] {
  return error.issues.flatMap((issue) => {
    const place = `[json-pointer:${[root, ...issue.path.map(String)].join('/')}]`;
    return sentencesOf(issue, valueAt(sent, issue.path)).map((sentence) => `[ERROR] ${sentence} ${place}`);
  });
}

function valueAt(sent: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inside, key) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, key) : undefined),
    sent,
  );
}

function sentencesOf(issue: z.core.$ZodIssue, value: unknown): string[] {
  switch (issue.code) {
    case 'invalid_union':
      return [`unsupported type: ${String(value)}`];
    case 'unrecognized_keys':
      return issue.keys.map((key) => `invalid additional property: ${key}`);
    case 'too_big':
      return [
        issue.origin === 'array'
          ? `no more than ${issue.maximum} items allowed`
          : `must be less than ${Number(issue.maximum) + 1} characters`,
      ];
    case 'too_small':
      return [
        issue.origin === 'array' ? `must have at least ${issue.minimum} items` : 'must be more than 0 characters',
      ];
    default:
      return [issue.message];
  }
}

function unmarked(message: string): string {
  return message.replace('[ERROR] ', '');
}
