import { startSlackWorkspace } from './workspace.ts';

/** The simulated workspace alone, for people: it prints what an app needs and where to look. */
const slack = await startSlackWorkspace();

console.log(`Look at it:  ${slack.pageUrl}?user=ada   (in more tabs: ?user=grace, ?user=kenji)

For the app:
SLACK_API_URL=${slack.apiUrl}
SLACK_BOT_TOKEN=${slack.botToken}
SLACK_APP_TOKEN=${slack.appToken}
SLACK_SIGNING_SECRET=${slack.signingSecret}

Ctrl-C ends it.`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void slack.stop());
}
