import { duration } from '@holdfast/bot/ui/format';
import { z } from 'zod';
import { CHANNEL } from './estate.ts';
import { followJob, messagesNow } from './follow-job.ts';
import type { Act } from './stage.ts';

const ITEM = `query { protectedItems(first: 10) { nodes { name proof { text } lastDrill {
  outcome fetchMs restoreMs probeMs achievedRtoMs probes { name text }
} } } }`;
const ms = z.coerce.number();
const itemSchema = z.object({
  protectedItems: z.object({
    nodes: z.array(
      z.object({
        name: z.string(),
        proof: z.object({ text: z.string() }),
        lastDrill: z
          .object({
            outcome: z.string(),
            fetchMs: ms,
            restoreMs: ms,
            probeMs: ms,
            achievedRtoMs: ms,
            probes: z.array(z.object({ name: z.string(), text: z.string() })),
          })
          .nullable(),
      }),
    ),
  }),
});

/** A step: someone asks for a drill, and the channel shows that the item restores, and how long that takes. */
export async function drill(act: Act, step: { id: string; title: string; user: string; item: string }): Promise<void> {
  const { slack, say, recorder, admin } = act;
  await recorder.step(step.id, step.title, async (note) => {
    const before = messagesNow(act);
    const line = `/backup drill ${step.item}`;
    say(`       ${step.user} types in #${CHANNEL}: ${line}`);
    const said = await slack.command(step.user, CHANNEL, line);
    if (said.error !== undefined) throw new Error(`Slack shows ${step.user} ${said.error} for ${line}`);
    await followJob(act, `Restore drill of \`${step.item}\``, before);
    const { protectedItems } = await admin.ask(ITEM, { variables: {}, data: itemSchema });
    const item = protectedItems.nodes.find(({ name }) => name === step.item);
    const proven = item?.lastDrill;
    if (!item || proven?.outcome !== 'PASSED') throw new Error(`${step.item} was not proven restorable`);
    note({ restoreMs: proven.achievedRtoMs });
    for (const { name, text } of proven.probes) say(`         ${name}: ${text}`);
    say(
      `       measured: the vault answered in ${duration(proven.fetchMs)}, restored in ${duration(proven.restoreMs)}, looked at in ${duration(proven.probeMs)}`,
    );
    say(`       ${step.item}: ${item.proof.text}`);
  });
}
