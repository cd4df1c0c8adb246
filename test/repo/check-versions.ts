import { WORKSPACES, type SourceTree } from './source-tree.ts';
import type { Violation } from './violation.ts';

const FIELDS = new Set(['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'overrides']);
const EXACT = /^\d+\.\d+\.\d+(-[\w.-]+)?$/;

/** Every dependency of a package.json that is not one exact version. */
export function checkVersions(tree: SourceTree): Violation[] {
  const manifests = ['package.json', ...WORKSPACES.map((workspace) => `${workspace}/package.json`)];
  return manifests.flatMap((file) =>
    dependenciesOf(JSON.parse(tree.get(file) ?? '{}'))
      .filter(([, version]) => !EXACT.test(version))
      .map(([name, version]) => ({
        file,
        rule: `${name} "${version}" is not an exact version`,
        reason: 'every clone gets what was tested, and an update is a change that somebody made',
      })),
  );
}

function dependenciesOf(manifest: unknown): [string, string][] {
  const fields = typeof manifest === 'object' && manifest !== null ? Object.entries(manifest) : [];
  return fields
    .filter(([field]) => FIELDS.has(field))
    .flatMap(([, dependencies]: [string, unknown]) => Object.entries(dependencies ?? {}))
    .map(([name, version]: [string, unknown]) => [name, String(version)]);
}
