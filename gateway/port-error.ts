import { HoldfastError } from '@holdfast/db/domain/errors';

const TROUBLE = new Map([
  ['EADDRINUSE', 'Another program listens there.'],
  ['EACCES', 'This user may not listen there.'],
  ['EADDRNOTAVAIL', 'This machine has no such address.'],
  ['ENOTFOUND', 'There is no such host.'],
]);

/** Why the gateway cannot listen, as PORT_UNUSABLE where it is one of the usual reasons; every other error as it is. */
export function asPortError(error: unknown, { host, port }: { host: string; port: number }): unknown {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const cause = TROUBLE.get(code);
  if (cause === undefined) return error;
  return new HoldfastError({
    code: 'PORT_UNUSABLE',
    message: `The gateway cannot listen on port ${port} of ${host}.`,
    cause,
    remedy: 'End what listens there, perhaps another Holdfast, or set PORT (0 takes a free one) and HOST.',
    retryable: true,
    fault: 'USER',
  });
}
