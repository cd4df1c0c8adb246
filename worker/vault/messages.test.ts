import { expect, test } from 'vitest';
import { message, parseLine } from './messages.ts';

test('numbers that restic leaves out are zeros', () => {
  const summary = message.restoreSummary.parse({ message_type: 'summary' });
  expect(summary).toMatchObject({ total_files: 0, bytes_restored: 0 });
});

test('fields that are not known are passed over', () => {
  expect(message.config.safeParse({ id: 'a', version: 3, new_field: {} }).success).toBe(true);
});

test('a backup summary without a whole snapshot id is none', () => {
  expect(message.backupSummary.safeParse({ message_type: 'summary', snapshot_id: '' }).success).toBe(false);
  expect(message.backupSummary.safeParse({ message_type: 'summary' }).success).toBe(false);
});

test('tells a message, plain words and a broken message apart', () => {
  expect(parseLine('{"message_type":"brand_new","x":1}')).toMatchObject({ form: 'json', type: 'brand_new' });
  expect(parseLine('nosuch does not exist, skipping').form).toBe('text');
  expect(parseLine('{"message_type":"summ').form).toBe('malformed');
});

test('a time that is none is refused', () => {
  const node = { message_type: 'node', name: 'a', type: 'file', path: '/a', mtime: 'yesterday' };
  expect(message.node.safeParse(node).success).toBe(false);
});
