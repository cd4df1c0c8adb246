/** The restic to test against: HOLDFAST_RESTIC, else the one in PATH. */
export function resticCandidates(): readonly string[] {
  const named = process.env['HOLDFAST_RESTIC'];
  return named === undefined || named === '' ? ['restic'] : [named];
}
