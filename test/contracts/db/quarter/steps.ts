/** Milliseconds since the beginning of the quarter. */
export type Moment = number;

/** What happens to an item of the simulated estate. Points are numbered by item in the order of their commits. */
export type ItemStep =
  /** A backup is committed, of what was captured as its source's clock said. */
  | { readonly kind: 'COMMIT'; readonly takenAt: Moment }
  | { readonly kind: 'DAMAGE' | 'HEAL'; readonly points: readonly number[] }
  | { readonly kind: 'DELETE' | 'UNDELETE'; readonly point: number }
  | { readonly kind: 'STOP' | 'RESUME' }
  /** Its own objective; null takes it away. */
  | { readonly kind: 'OWN_RPO'; readonly seconds: number | null }
  /** A drill passed, whose restore took so long. */
  | { readonly kind: 'DRILL'; readonly seconds: number };

/** One step of the simulated quarter. */
export type Step = { readonly at: Moment } & (
  | (ItemStep & { readonly item: number })
  | { readonly kind: 'POLICY_RPO'; readonly policy: number; readonly seconds: number | null }
);

/** An item as it is protected at the beginning. */
export interface SimulatedItem {
  readonly policy: number;
  readonly ownRpo: number | null;
  readonly rto: number | null;
}

/** All that is decided before anything runs: the same for the same seed. */
export interface Quarter {
  readonly items: readonly SimulatedItem[];
  /** The RPO of each policy at the beginning. */
  readonly policies: readonly (number | null)[];
  /** In the order in which they happen. */
  readonly steps: readonly Step[];
  /** When somebody looks, apart from what the steps themselves do. */
  readonly looks: readonly Moment[];
  readonly end: Moment;
}
