import { writeFile } from 'node:fs/promises';
import { generateOperations } from './gateway/generate.ts';

/** Run after a change of `gateway/operations` or of the gateway's schema: `npm run generate -w bot`. */
for (const { path, text } of await generateOperations()) {
  await writeFile(path, text);
  console.log(path);
}
