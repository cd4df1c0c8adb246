import { z } from 'zod';
import { SlackRefusal } from '../refusal.ts';
import { channelOfApp } from '../state/lookup.ts';
import { post } from '../state/messages.ts';
import type { StoredFile } from '../state/workspace-state.ts';
import { embedded, method, type Method } from './method.ts';

/** First step of files.uploadV2: a place to send the content to, `POST {apiUrl}upload/{id}`. */
const getUploadUrl = method(
  'bot',
  z.object({ filename: z.string().min(1), length: z.coerce.number().int().min(1), alt_txt: z.string().optional() }),
  ({ state, apiUrl }, args) => {
    const file: StoredFile = { id: state.nextId('F'), name: args.filename, title: args.filename, content: undefined };
    state.files.set(file.id, file);
    return { upload_url: new URL(`/upload/${file.id}`, apiUrl).href, file_id: file.id };
  },
);

const wanted = z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1);

/** Last step: the files are there, share them. */
const completeUpload = method(
  'bot',
  z.object({
    files: embedded,
    channel_id: z.string().optional(),
    initial_comment: z.string().optional(),
    thread_ts: z.string().optional(),
  }),
  ({ state }, args) => {
    const parsed = wanted.safeParse(args.files);
    if (!parsed.success) throw new SlackRefusal('invalid_arguments');
    const files = parsed.data.map(({ id, title }) => {
      const file = state.files.get(id);
      if (!file?.content) throw new SlackRefusal('file_not_found');
      file.title = title ?? file.title;
      return file;
    });
    if (args.channel_id !== undefined) {
      const channel = channelOfApp(state, args.channel_id);
      post(state, {
        channel: channel.id,
        user: state.botUserId,
        text: args.initial_comment ?? '',
        files,
        threadTs: args.thread_ts,
      });
    }
    return { files: files.map(({ id, title }) => ({ id, title })) };
  },
);

export const FILES: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
};
