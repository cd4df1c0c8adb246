import type { App, BlockAction } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text });
const option = (text: string, value: string) => ({ text: plain(text), value });

/** When the job of the sample began, seconds since 1970. */
export const STARTED = Date.UTC(2026, 7, 21, 12, 30) / 1_000;

/** A small app with one of everything the page draws: `/backup restore`, its form, a job with buttons, a Home. */
export function sampleApp(app: App): void {
  app.command('/backup', async ({ ack, body, client }) => {
    if (body.text !== 'restore') return ack(`I know \`/backup restore\`, not *${body.text}*`);
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: form(body.channel_id) });
  });
  app.options('pick', async ({ ack, payload }) => {
    const items = ['orders', 'orders-archive', 'billing'].filter((name) => name.includes(payload.value));
    await ack({ options: items.map((name) => option(name, `item-${name}`)) });
  });
  app.view('restore', async ({ ack, view, client, body }) => {
    const reason = view.state.values['reason']?.['text']?.value ?? '';
    if (reason.split(' ').length < 2) {
      return ack({ response_action: 'errors', errors: { reason: 'Say what happened, in more than one word' } });
    }
    await ack();
    const item = view.state.values['item']?.['pick']?.selected_option?.text.text ?? '';
    const channel = view.private_metadata;
    const blocks = job(item, `<@${body.user.id}>`, reason);
    const { ts = '' } = await client.chat.postMessage({ channel, text: `Restore of ${item} is running`, blocks });
    await client.chat.postMessage({ channel, thread_ts: ts, text: `:package: Found *${item}* in vault \`eu-west\`` });
  });
  app.action<BlockAction>('what', async ({ ack, body, client }) => {
    await ack();
    const { id = '', state, private_metadata = '' } = body.view ?? {};
    const reason = state?.values['reason']?.['text']?.value ?? '';
    const { blocks, ...view } = form(private_metadata);
    const heard = { type: 'context' as const, elements: [mrkdwn(`Heard so far: ${reason}`)] };
    await client.views.update({ view_id: id, view: { ...view, blocks: [...blocks, heard] } });
  });
  app.action<BlockAction>('job.cancel', async ({ ack, body, client, respond }) => {
    await ack();
    const { channel, message } = body;
    const text = ':no_entry_sign: *Restore* was cancelled';
    await client.chat.update({
      channel: channel?.id ?? '',
      ts: message?.ts ?? '',
      text,
      blocks: [{ type: 'section', text: mrkdwn(text) }],
    });
    await respond({ text: 'You cancelled it.', response_type: 'ephemeral' });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: home(event.user) } });
  });
}

function form(channel: string): ModalView {
  return {
    type: 'modal',
    callback_id: 'restore',
    private_metadata: channel,
    title: plain('Restore an item'),
    submit: plain('Restore'),
    blocks: [
      { type: 'context', elements: [mrkdwn('Restores land *beside* what is there, then are swapped in.')] },
      {
        type: 'input',
        block_id: 'item',
        label: plain('Item'),
        element: {
          type: 'external_select',
          action_id: 'pick',
          min_query_length: 0,
          placeholder: plain('Type a few letters of its name'),
        },
      },
      {
        type: 'input',
        block_id: 'conflict',
        dispatch_action: true,
        label: plain('Files that are there'),
        element: {
          type: 'radio_buttons',
          action_id: 'what',
          options: [option('Keep them', 'keep'), option('Replace them', 'replace')],
          initial_option: option('Keep them', 'keep'),
        },
      },
      {
        type: 'input',
        block_id: 'tier',
        label: plain('From'),
        element: {
          type: 'static_select',
          action_id: 'tier',
          options: [option('Snapshot', 's'), option('Vault', 'v')],
        },
      },
      {
        type: 'input',
        block_id: 'day',
        optional: true,
        label: plain('Not newer than'),
        element: { type: 'datepicker', action_id: 'date' },
      },
      {
        type: 'input',
        block_id: 'checks',
        optional: true,
        label: plain('Afterwards'),
        element: { type: 'checkboxes', action_id: 'do', options: [option('Verify checksums', 'verify')] },
      },
      {
        type: 'input',
        block_id: 'reason',
        label: plain('Why'),
        hint: plain('It is written into the audit log.'),
        element: { type: 'plain_text_input', action_id: 'text', multiline: true },
      },
    ],
  };
}

function job(item: string, who: string, reason: string): KnownBlock[] {
  const started = `<!date^${STARTED}^{date_short_pretty} {time}|2026-08-21 12:30 UTC>`;
  return [
    { type: 'header', text: plain(`:arrows_counterclockwise: Restore of ${item}`) },
    {
      type: 'section',
      fields: [
        mrkdwn(`*Status*\nRunning, 42 %`),
        mrkdwn(`*Asked for by*\n${who}`),
        mrkdwn(`*Started*\n${started}`),
        mrkdwn(`*Why*\n${reason}`),
      ],
    },
    { type: 'section', text: mrkdwn('```\n12.4 GB of 29.6 GB   118 MB/s   2 min left\n```') },
    { type: 'divider' },
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: 'job.cancel',
          text: plain('Cancel'),
          style: 'danger',
          value: 'job-1|n1',
          confirm: {
            title: plain('Cancel this restore?'),
            text: mrkdwn('What was restored so far is *thrown away*.'),
            confirm: plain('Cancel it'),
            deny: plain('Let it run'),
            style: 'danger',
          },
        },
        { type: 'button', action_id: 'job.log', text: plain('Show log'), value: 'job-1' },
      ],
    },
    { type: 'context', elements: [mrkdwn(`:lock: vault *eu-west* · item _${item}_ · job \`job-1\``)] },
  ];
}

function home(user: string): KnownBlock[] {
  return [
    { type: 'header', text: plain('Your backups') },
    {
      type: 'section',
      text: mrkdwn(`Hello <@${user}>. *3* items are protected, :white_check_mark: all within their RPO.`),
    },
    { type: 'divider' },
    {
      type: 'section',
      text: mrkdwn('*orders*\nlast point 12 minutes ago'),
      accessory: { type: 'button', action_id: 'home.backup', text: plain('Back up now'), style: 'primary' },
    },
  ];
}
