import { backup } from '@holdfast/worker/vault/backup';
import { findRestic } from '@holdfast/worker/vault/find';
import { openRepository } from '@holdfast/worker/vault/repository';

/** Backs up a command that writes a little and never ends; to be killed from outside. */
const [resticPath = '', location = '', password = '', directory = '', marker = ''] = process.argv.slice(2);
const restic = await findRestic([resticPath]);
const repository = openRepository({ restic, location, password, cacheDirectory: `${directory}/cache` });
await backup(repository, {
  source: { kind: 'command', fileName: 'endless', argv: ['sh', '-c', 'echo begun; exec sleep 600'] },
  tags: ['killed'],
  host: 'here',
  marker,
  outputFile: `${directory}/killed.out`,
  errorFile: `${directory}/killed.err`,
});
