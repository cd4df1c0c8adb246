import { z } from 'zod';
import { isStorable, NOT_STORABLE } from './text.ts';

const LONGEST_PATH = 4096;

/** A path from the root, without `.` or `..`. Whether it may be used is the worker's to say: it knows its roots and the links on its disk. */
export const absolutePathSchema = z
  .string()
  .max(LONGEST_PATH)
  .refine((path) => path.startsWith('/'), 'must be absolute')
  .refine(isStorable, NOT_STORABLE)
  .refine((path) => path.split('/').every((name) => name !== '.' && name !== '..'), 'must not hold . or ..')
  .transform((path) => `/${path.split('/').filter(Boolean).join('/')}`);

/** A path inside an item, relative to it, without a way out of it. */
export const innerPathSchema = z
  .string()
  .min(1)
  .max(LONGEST_PATH)
  .refine((path) => !path.startsWith('/'), 'must be relative to the item')
  .refine(isStorable, NOT_STORABLE)
  .refine(
    (path) => path.split('/').every((name) => name !== '' && name !== '.' && name !== '..'),
    'must not hold empty names, . or ..',
  );
