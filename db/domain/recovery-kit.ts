import { z } from 'zod';
import { idSchema } from './ids.ts';

const repositorySchema = z.object({
  id: idSchema('repository'),
  /** The name of the site whose machine holds it. */
  site: z.string().min(1),
  /** Where it is, as restic takes it. */
  location: z.string().min(1),
  password: z.string().min(1),
});

/**
 * What is needed to open a vault when Holdfast is gone, and to rebuild the catalogue from it (law 13): where its repositories
 * are and their passwords. It is a secret. Fields are only ever added.
 */
export const recoveryKitSchema = z.object({
  format: z.literal('holdfast-recovery-kit'),
  version: z.literal(1),
  madeAt: z.iso.datetime(),
  /** For the person who finds it. */
  howTo: z.array(z.string()).readonly().default([]),
  vault: z.object({
    id: idSchema('vault'),
    name: z.string().min(1),
    region: z.string(),
    createdAt: z.iso.datetime(),
    softDeleteDays: z.int().min(1).max(180).optional(),
  }),
  repositories: z.array(repositorySchema).min(1).readonly(),
});
export type RecoveryKit = z.output<typeof recoveryKitSchema>;

/** The words in a kit that tell a person without Holdfast what to do with it. */
export function howToUse(vaultName: string): string[] {
  return [
    `This file opens the vault "${vaultName}". Keep it secret, and keep a copy away from the machine that runs Holdfast.`,
    'Without Holdfast: install restic 0.18 or newer, put the password below into RESTIC_PASSWORD, then run',
    '"restic -r LOCATION snapshots" and "restic -r LOCATION restore SNAPSHOT --target FOLDER".',
    'With a new, empty Holdfast: start it, then run in its folder',
    '"node_modules/.bin/node worker/rebuild-catalogue.ts THIS_FILE".',
  ];
}
