import type { Moment, Quarter, SimulatedItem, Step } from './steps.ts';

/** A time in which an item did not meet an objective; it lasts where it has no end. */
export interface Breach {
  readonly from: Moment;
  readonly to: Moment | null;
}

interface Point {
  readonly capturedAt: Moment;
  isDamaged: boolean;
  isDeleted: boolean;
}

/**
 * What is true of the estate, step by step, and so simple that it can be believed: between two steps nothing changes but the time. It knows
 * nothing of looks, of alerts or of the store. Other promises, such as that each item is proven in time, would be further fields of an item here.
 */
export class Model {
  readonly items: readonly ModelItem[];
  readonly #policies: (number | null)[];

  constructor({ items, policies }: Quarter) {
    this.#policies = [...policies];
    this.items = items.map((item) => new ModelItem(item, policies[item.policy] ?? null));
  }

  /** Takes one step. Steps come in the order of their times. */
  take(step: Step): void {
    if (step.kind !== 'POLICY_RPO') {
      this.items[step.item]?.take(step);
      return;
    }
    this.#policies[step.policy] = step.seconds;
    for (const item of this.items) if (item.policy === step.policy) item.setPolicyRpo(step.at, step.seconds);
  }
}

export class ModelItem {
  readonly policy: number;
  readonly #points: Point[] = [];
  #isProtected = true;
  #protectedAt: Moment = 0;
  #ownRpo: number | null;
  #policyRpo: number | null;
  readonly #rto: number | null;
  /** What the last drill took, in seconds. */
  #achieved: number | null = null;
  readonly #rpo = new Recorder();
  readonly #rtoBreaches = new Recorder();

  constructor(item: SimulatedItem, policyRpo: number | null) {
    this.policy = item.policy;
    this.#ownRpo = item.ownRpo;
    this.#policyRpo = policyRpo;
    this.#rto = item.rto;
  }

  take(step: Exclude<Step, { kind: 'POLICY_RPO' }>): void {
    this.#advance(step.at);
    this.#change(step);
    this.#advance(step.at);
  }

  setPolicyRpo(at: Moment, seconds: number | null): void {
    this.#advance(at);
    this.#policyRpo = seconds;
    this.#advance(at);
  }

  /** All breaches until this moment, those that last without an end. */
  breaches(at: Moment): { RPO: Breach[]; RTO: Breach[] } {
    this.#advance(at);
    return { RPO: this.#rpo.breaches, RTO: this.#rtoBreaches.breaches };
  }

  #change(step: Exclude<Step, { kind: 'POLICY_RPO' }>): void {
    switch (step.kind) {
      case 'COMMIT':
        this.#points.push({ capturedAt: Math.min(step.takenAt, step.at), isDamaged: false, isDeleted: false });
        return;
      case 'DAMAGE':
      case 'HEAL':
        for (const point of step.points) this.#point(point).isDamaged = step.kind === 'DAMAGE';
        return;
      case 'DELETE':
      case 'UNDELETE':
        this.#point(step.point).isDeleted = step.kind === 'DELETE';
        return;
      case 'STOP':
        this.#isProtected = false;
        return;
      case 'RESUME':
        this.#isProtected = true;
        this.#protectedAt = step.at;
        return;
      case 'OWN_RPO':
        this.#ownRpo = step.seconds;
        return;
      case 'DRILL':
        this.#achieved = step.seconds;
    }
  }

  #point(number: number): Point {
    const point = this.#points[number];
    if (!point) throw new Error(`there is no point ${number}`);
    return point;
  }

  /** Lets the time run to this moment with everything else as it is. */
  #advance(to: Moment): void {
    const objective = this.#ownRpo ?? this.#policyRpo;
    const good = this.#points.filter((point) => !point.isDamaged && !point.isDeleted);
    const from = good.length > 0 ? Math.max(...good.map((point) => point.capturedAt)) : this.#protectedAt;
    const isPromised = this.#isProtected && objective !== null;
    this.#rpo.advance(to, isPromised ? from + objective * 1000 : Infinity);
    const isSlow = this.#isProtected && this.#rto !== null && this.#achieved !== null && this.#achieved > this.#rto;
    this.#rtoBreaches.advance(to, isSlow ? -Infinity : Infinity);
  }
}

/** Notes from when to when something was breached. */
class Recorder {
  readonly breaches: Breach[] = [];
  #now: Moment = 0;

  /** Until this moment it is breached from `due` on. */
  advance(to: Moment, due: Moment): void {
    const last = this.breaches.at(-1);
    const from = Math.max(this.#now, due);
    const isBreached = due <= to;
    if (last?.to === null && (!isBreached || from > this.#now)) {
      this.breaches.splice(-1, 1, { from: last.from, to: this.#now });
    }
    if (isBreached && this.breaches.at(-1)?.to !== null) this.breaches.push({ from, to: null });
    this.#now = to;
  }
}
