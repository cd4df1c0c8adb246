import { pipeline } from 'node:stream/promises';
import { createZstdCompress } from 'node:zlib';

/** What `zstd` does between two pipes, at its default level, for machines without it. */
await pipeline(process.stdin, createZstdCompress(), process.stdout);
