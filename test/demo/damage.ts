import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { flipBytes } from '../kit/repository-faults.ts';
import { backUp } from './back-up.ts';
import { CHANNEL, FOLDER_ITEM } from './estate.ts';
import type { Act } from './stage.ts';

const VAULT = 'query { vaults(first: 1) { nodes { id } } }';
const vaultSchema = z.object({ vaults: z.object({ nodes: z.tuple([z.object({ id: z.string() })]) }) });
const VERIFY_VAULT = {
  name: 'verifyVault',
  picks: 'job { id }',
  payload: z.object({ job: z.object({ id: z.string() }) }),
};
const JOB = 'query ($id: ID!) { job(id: $id) { isFinal status } }';
const jobSchema = z.object({ job: z.object({ isFinal: z.boolean(), status: z.string() }) });
const DAMAGED = 'query { recoveryPoints(first: 50) { nodes { item { name } takenAt damage { text } } } }';
const damagedSchema = z.object({
  recoveryPoints: z.object({
    nodes: z.array(
      z.object({
        item: z.object({ name: z.string() }),
        takenAt: z.string(),
        damage: z.object({ text: z.string() }).nullable(),
      }),
    ),
  }),
});

/** Three steps: a pack of the vault is damaged behind Holdfast's back; a look finds it; the next backup and look heal it. */
export async function damageAndHeal(act: Act): Promise<void> {
  await act.recorder.step('damage', 'A disk fails a little: bytes of a pack are wrong', async () => {
    const pack = newestLargePack(join(act.folders.vaults, 'main', 'data'));
    flipBytes(pack);
    act.say(`       16 bytes of ${basename(pack)} are flipped in the vault, and nobody is told`);
  });
  await act.recorder.step('find-damage', 'The vault is checked, and what it found is told', async () => {
    await verify(act);
    const touched = await damagedPoints(act);
    if (touched.length === 0) throw new Error('the damage was not found');
    for (const { item, takenAt, damage } of touched) act.say(`         ${item.name} of ${takenAt}: ${damage?.text}`);
    const alert = await act.wait('the alert', async () => alertNow(act));
    act.say(`       #${CHANNEL}: ${alert}`);
  });
  await backUp(act, {
    id: 'backup-folder-heals',
    title: 'The next backup brings what is missing',
    user: 'grace',
    item: FOLDER_ITEM,
  });
  await act.recorder.step('heal', 'Checked again: every point is whole', async () => {
    await verify(act);
    const touched = await damagedPoints(act);
    act.recorder.compared('healed', 'recovery points that were damaged and are whole again', {
      compared: 1,
      differences: touched.map(({ item, takenAt }) => `${item.name} of ${takenAt} is still damaged`),
    });
  });
}

/** What the last backup wrote: all that it holds is still there to be backed up again. */
function newestLargePack(folder: string): string {
  const packs = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => statSync(file).size > LARGE)
    .toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  const [newest] = packs;
  if (newest === undefined) throw new Error('the vault holds nothing that could be damaged');
  return newest;
}

/** Packs of content, not of trees. */
const LARGE = 2_000_000;

async function verify({ admin, wait, say }: Act): Promise<void> {
  const { vaults } = await admin.ask(VAULT, { variables: {}, data: vaultSchema });
  say('       the administrator has the vault checked now instead of tonight');
  const { job } = await admin.change(VERIFY_VAULT, { vaultId: vaults.nodes[0].id });
  await wait('the check', async () => {
    const { job: now } = await admin.ask(JOB, { variables: { id: job.id }, data: jobSchema });
    if (now.isFinal && !now.status.startsWith('COMPLETED')) throw new Error(`the check ended as ${now.status}`);
    return now.isFinal;
  });
}

async function damagedPoints({ admin }: Act) {
  const { recoveryPoints } = await admin.ask(DAMAGED, { variables: {}, data: damagedSchema });
  return recoveryPoints.nodes.filter(({ damage }) => damage !== null);
}

/** The first line of the alert that stands in the channel. */
function alertNow({ slack }: Act): string | undefined {
  const message = slack.messages(CHANNEL).find(({ shown }) => shown.startsWith('🚨'));
  return message?.shown.split('\n')[0]?.replaceAll(/[*`]/g, '');
}
