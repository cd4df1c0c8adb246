import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { scramVerifier } from './scram.ts';

// The exchange of RFC 7677 section 3: user "user", password "pencil".
const SALT = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
const MESSAGES =
  'n=user,r=rOprNGfwEbeRWgbNEkqO,' +
  'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,' +
  'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';

test('the server key of a verifier signs the example of RFC 7677 as the RFC says', () => {
  const verifier = scramVerifier('pencil', SALT);
  const [method, iterationsAndSalt, keys] = verifier.split('$');
  expect(method).toBe('SCRAM-SHA-256');
  expect(iterationsAndSalt).toBe('4096:W22ZaJ0SNY7soEsUEjb6gQ==');
  const serverKey = Buffer.from(keys?.split(':')[1] ?? '', 'base64');
  const signature = createHmac('sha256', serverKey).update(MESSAGES).digest('base64');
  expect(signature).toBe('6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
});

test('the same password never gives the same verifier', () => {
  expect(scramVerifier('pencil')).not.toBe(scramVerifier('pencil'));
});
