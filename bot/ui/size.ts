import { bytes } from './format.ts';

/** What a size is the size of: of databases all together their dumps, of one its tables as they lay on the disk. */
export type SizeOf = 'FILES' | 'DUMPS' | 'TABLES';

const WORDS: Record<SizeOf, (size: string) => string> = {
  FILES: (size) => size,
  DUMPS: (size) => `dumps of ${size}`,
  TABLES: (size) => `about ${size} in tables`,
};

/** A size with what it is of, where that is not files. */
export function sizeText(size: number, of: SizeOf): string {
  return WORDS[of](bytes(size));
}
