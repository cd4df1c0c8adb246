import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/kit/longest-first.ts';

export default defineConfig({
  test: {
    include: ['{bot,db,gateway,worker,test}/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    pool: 'forks',
    // Tests start databases and workers of their own; more of them at once only measure each other.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    globalSetup: ['test/kit/store-global.ts'],
    sequence: { sequencer: LongestFirst },
  },
});
