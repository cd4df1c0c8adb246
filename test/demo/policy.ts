import { z } from 'zod';
import { bytes } from '@holdfast/bot/ui/format';
import { systemClock } from '@holdfast/db/clock';
import { CHANNEL, DATABASE_ITEM, FOLDER_ITEM } from './estate.ts';
import { followJob, messagesNow } from './follow-job.ts';
import type { Act } from './stage.ts';

const MINUTE_MS = 60_000;
/** Long enough for the edit to arrive before the minute. */
const AHEAD_MS = 5_000;

const UPDATE_POLICY = {
  name: 'updatePolicy',
  picks: 'policy { version }',
  payload: z.object({ policy: z.object({ version: z.number() }) }),
};
const APPLY_RETENTION = {
  name: 'applyRetention',
  picks: 'job { id }',
  payload: z.object({ job: z.object({ id: z.string() }) }),
};

const SUBJECTS = 'query { policies(first: 1) { nodes { id } } vaults(first: 1) { nodes { id } } }';
const oneNode = z.object({ nodes: z.tuple([z.object({ id: z.string() })]) });
const subjectsSchema = z.object({ policies: oneNode, vaults: oneNode });

const IMPACT = `query ($input: PolicyImpactInput!) { policyImpact(input: $input) { ... on PolicyImpact {
  fingerprint comesBackForDays gone { count storedBytes first { itemName takenAt text } } back { count }
} } }`;
const impactSchema = z.object({
  policyImpact: z.object({
    fingerprint: z.string(),
    comesBackForDays: z.number().nullable(),
    back: z.object({ count: z.number() }),
    gone: z.object({
      count: z.number(),
      storedBytes: z.coerce.number(),
      first: z.array(z.object({ itemName: z.string(), takenAt: z.string(), text: z.string() })),
    }),
  }),
});

const JOB = `query ($id: ID!) { job(id: $id) { isFinal status retention { expired returned removed } } }`;
const jobSchema = z.object({
  job: z.object({
    isFinal: z.boolean(),
    status: z.string(),
    retention: z.object({ expired: z.number(), returned: z.number(), removed: z.number() }).nullable(),
  }),
});

const AVAILABLE = 'query { recoveryPoints(first: 50) { nodes { id } } }';
const availableSchema = z.object({ recoveryPoints: z.object({ nodes: z.array(z.object({ id: z.string() })) }) });

/** A step: the policy gets a time of day, which is the next minute, and everyone watches what it starts by itself. */
export async function runBySchedule(act: Act): Promise<void> {
  const { admin, recorder, say } = act;
  await recorder.step('schedule', 'The policy gets a schedule, and it fires', async () => {
    const { policyId } = await subjects(act);
    const before = messagesNow(act);
    const at = Math.ceil((systemClock.now().getTime() + AHEAD_MS) / MINUTE_MS) * MINUTE_MS;
    const time = new Date(at).toISOString().slice(11, 16);
    await admin.change(UPDATE_POLICY, {
      policyId,
      schedule: { timeZone: 'UTC', rules: [{ key: 'daily', kind: 'DAILY', times: [time] }] },
    });
    say(`       the administrator had everything backed up every day at ${time} UTC; #${CHANNEL} waits for it`);
    for (const item of [FOLDER_ITEM, DATABASE_ITEM]) await followJob(act, `Backup of \`${item}\``, before);
  });
}

/** Two steps: a shorter retention is shown, made and applied; then it is taken back, and so is what it took. */
export async function shortenAndLengthen(act: Act): Promise<void> {
  const { admin, recorder, say } = act;
  const all = await available(act);
  const taken = await recorder.step('shorten-retention', 'A shorter retention, first what it would cost', async () => {
    const { policyId } = await subjects(act);
    const edit = { policyId, retention: { all: { keep: { count: 2 } } } };
    const { gone, fingerprint, comesBackForDays } = await impactOf(act, edit);
    say(`       with the newest 2 points alone ${gone.count} would go, ${bytes(gone.storedBytes)} stored for them:`);
    for (const { itemName, text } of gone.first) say(`         ${itemName}: ${text}`);
    say(`       unread, the edit is refused: ${await refusal(admin.change(UPDATE_POLICY, edit))}`);
    await admin.change(UPDATE_POLICY, { ...edit, impact: fingerprint });
    const { expired } = await applyRetention(act);
    const left = await available(act);
    say(`       shown, it is made: ${expired} points are deleted, and can come back for ${comesBackForDays} days`);
    if (expired !== gone.count || left.size !== all.size - gone.count) throw new Error('not what was shown has gone');
    return gone.count;
  });
  await recorder.step('lengthen-retention', 'Somebody wants them back: the retention is longer again', async () => {
    const { policyId } = await subjects(act);
    const edit = { policyId, retention: { all: { keep: { days: 30 } } } };
    const { back, fingerprint } = await impactOf(act, edit);
    say(`       with every point for 30 days ${back.count} would come back`);
    await admin.change(UPDATE_POLICY, { ...edit, impact: fingerprint });
    const { returned } = await applyRetention(act);
    say(`       ${returned} points came back`);
    const now = await available(act);
    const missing = [...all].filter((id) => !now.has(id)).map((id) => `${id} did not come back`);
    recorder.compared('points-back', 'the points that a shorter retention took', {
      compared: taken,
      differences: missing,
    });
  });
}

async function impactOf({ admin }: Act, input: object): Promise<z.output<typeof impactSchema>['policyImpact']> {
  return (await admin.ask(IMPACT, { variables: { input }, data: impactSchema })).policyImpact;
}

async function subjects({ admin }: Act): Promise<{ policyId: string; vaultId: string }> {
  const { policies, vaults } = await admin.ask(SUBJECTS, { variables: {}, data: subjectsSchema });
  return { policyId: policies.nodes[0].id, vaultId: vaults.nodes[0].id };
}

/** @returns the first sentence of why */
async function refusal(change: Promise<unknown>): Promise<string> {
  const error = await change.then(
    () => undefined,
    (refused: unknown) => refused,
  );
  if (!(error instanceof Error)) throw new Error('an edit that takes points was made without having been shown');
  return error.message;
}

async function applyRetention(act: Act): Promise<{ expired: number; returned: number }> {
  const { vaultId } = await subjects(act);
  const { job } = await act.admin.change(APPLY_RETENTION, { vaultId });
  return act.wait('retention to be applied', async () => {
    const { job: now } = await act.admin.ask(JOB, { variables: { id: job.id }, data: jobSchema });
    if (!now.isFinal) return undefined;
    if (now.status !== 'COMPLETED' || !now.retention) throw new Error(`retention ended as ${now.status}`);
    return now.retention;
  });
}

async function available({ admin }: Act): Promise<ReadonlySet<string>> {
  const { recoveryPoints } = await admin.ask(AVAILABLE, { variables: {}, data: availableSchema });
  return new Set(recoveryPoints.nodes.map(({ id }) => id));
}
