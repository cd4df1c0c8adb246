import { builder } from '../builder.ts';
import './scalars.ts';
import './errors.ts';
import './actor.ts';
import './source/index.ts';
import './vault.ts';
import './prune.ts';
import './schedule/index.ts';
import './site/index.ts';
import './retention/index.ts';
import './verification/index.ts';
import './policy-preset.ts';
import './policy.ts';
import './protected-item.ts';
import './protected-item-mutations.ts';
import './assignment/index.ts';
import './recovery-point.ts';
import './suspicion.ts';
import './space.ts';
import './protection.ts';
import './job/index.ts';
import './drill/index.ts';
import './restore-preview.ts';
import './alert.ts';
import './audit.ts';
import './channel.ts';
import './access/index.ts';
import './viewer.ts';
import './estate.ts';
import './objective/index.ts';

builder.queryType({
  description: 'Everything that can be read. Every role may read all of it, but for what says otherwise.',
  authScopes: { may: 'estate.read' },
});
builder.mutationType({
  description:
    'Everything that can be changed. Each takes an idempotency key that names the intent: the same key and input give the first answer again, for 30 days.',
});
builder.subscriptionType({
  description: 'What can be watched, over Server-Sent Events.',
  authScopes: { may: 'estate.read' },
});

/** In the order in which it is written down, which is the order in which it reads best. */
export const schema = builder.toSchema({ sortSchema: false });
