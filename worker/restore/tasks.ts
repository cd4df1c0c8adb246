/** The steps of every restore, as its job names them. A drill tells them in its own words, by these names. */
export const RESTORE_TASK = {
  prepare: 'Prepare',
  land: 'Restore beside the target',
  swap: 'Swap in',
} as const;
