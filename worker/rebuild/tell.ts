/** Says one line to the person who waits. */
export type Tell = (line: string) => void;
