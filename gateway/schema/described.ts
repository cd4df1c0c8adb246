/** The values of an enum in the schema, each with what it means. */
export type Described<T extends string> = Record<T, { description: string }>;
