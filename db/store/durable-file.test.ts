import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeDurably } from './durable-file.ts';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-durable-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('a file is replaced whole, with its mode, and leaves no draft', async () => {
  const folder = newFolder();
  const path = join(folder, 'secret');
  writeFileSync(path, 'a much longer old text', { mode: 0o644 });
  await writeDurably(path, 'new', 0o600);
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['secret']);
});

test('a replacement that fails leaves the old text and no draft', async () => {
  const folder = newFolder();
  await writeDurably(join(folder, 'file'), 'old', 0o600);
  await expect(writeDurably(join(folder, 'file', 'below'), 'new', 0o600)).rejects.toMatchObject({ code: 'ENOTDIR' });
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['file']);
});
