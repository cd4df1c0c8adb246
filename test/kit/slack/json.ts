import { z } from 'zod';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** What goes over the wire in either direction. An undefined field is left out, as `JSON.stringify` does. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

const looseObject = z.record(z.string(), z.json());

/** The object of a JSON text; undefined when it is none. */
export function parseJsonObject(text: string): JsonObject | undefined {
  const value = parseJson(text);
  const parsed = looseObject.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** Of a JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What is left of a value after it went over the wire. */
export function toJson(value: unknown): JsonObject {
  return looseObject.parse(JSON.parse(JSON.stringify(value)));
}
