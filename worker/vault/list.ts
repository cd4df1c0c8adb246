import { ResticError } from './errors.ts';
import { lines } from './lines.ts';
import { message, parseLine } from './messages.ts';
import type { NodeMessage } from './messages.ts';
import { output } from './output.ts';
import type { Repository } from './repository.ts';
import type { RunOptions } from './spawn.ts';

export interface Node {
  readonly name: string;
  /** `file`, `dir`, `symlink`, `fifo`, `socket`, `dev`, `chardev` … */
  readonly type: string;
  /** From the snapshot's root. Bytes that are not UTF-8 arrive as U+FFFD each. */
  readonly path: string;
  readonly size: number;
  /** Unix permission bits with set-user-id, set-group-id and sticky: 0 to 0o7777. */
  readonly mode: number;
  readonly mtime: Date;
  readonly uid: number;
  readonly gid: number;
}

export interface ListOptions extends RunOptions {
  /** A directory: itself and what is in it; a file: itself. The root when absent, which is not listed itself. */
  readonly path?: string;
  /** With everything below. */
  readonly recursive?: boolean;
}

/**
 * Lists a snapshot as it arrives, one node in memory at a time. Leaving the loop early ends restic.
 *
 * @throws ResticError `snapshot-missing`, `path-missing`, `damaged` …, possibly after some nodes
 */
export async function* list(
  repository: Repository,
  snapshotId: string,
  options: ListOptions = {},
): AsyncGenerator<Node> {
  const { path = '/', recursive = false, ...run } = options;
  const argv = [...(recursive ? ['--recursive'] : []), '--', snapshotId, path];
  let found = 0;
  for await (const { text, complete } of lines(output(repository, { ...run, verb: 'ls', argv }))) {
    const node = complete ? readNode(text) : null;
    if (node === null) continue;
    found += 1;
    yield node;
  }
  // restic ends with 0 when the path is not in the snapshot.
  if (found === 0 && path !== '/') throw new ResticError('path-missing', { command: 'ls', detail: path });
}

/** Null for a message that is not about a node. */
function readNode(text: string): Node | null {
  const parsed = parseLine(text);
  if (parsed.form === 'json' && parsed.type !== 'node') return null;
  const node = parsed.form === 'json' ? message.node.safeParse(parsed.value) : undefined;
  if (node?.success) return toNode(node.data);
  throw new ResticError('protocol', { command: 'ls', detail: 'a line of its list cannot be read' });
}

function toNode({ name, type, path, size, mode, mtime, uid, gid }: NodeMessage): Node {
  return { name, type, path, size, mode: unixMode(mode), mtime, uid, gid };
}

/** restic prints Go's os.FileMode, which keeps the three special bits elsewhere than Unix does. */
export function unixMode(goMode: number): number {
  const has = (bit: number): boolean => Math.floor(goMode / 2 ** bit) % 2 === 1;
  return (goMode & 0o777) | (has(23) ? 0o4000 : 0) | (has(22) ? 0o2000 : 0) | (has(20) ? 0o1000 : 0);
}
