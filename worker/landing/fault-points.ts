import { faultPoint } from '../fault-point.ts';

/** Every instruction of a landing at which a crash is tested, in the order in which a restore meets them. */
export const LANDING_FAULT_POINTS = [
  'landing.make-staging',
  'landing.staging-made',
  'landing.flush',
  'landing.flushed',
  'landing.prepare',
  'landing.plan-written',
  'landing.prepared',
  'landing.folders-made',
  'landing.move-aside',
  'landing.moved-aside',
  'landing.move-in',
  'landing.lifted',
  'landing.link',
  'landing.linked',
  'landing.rename',
  'landing.renamed',
  'landing.moved-in',
  'landing.all-moved',
  'landing.done',
  'landing.undo',
  'landing.undo-noted',
  'landing.take-back',
  'landing.taken-back',
  'landing.put-back',
  'landing.was-put-back',
  'landing.undone',
  'landing.remove-entry',
  'landing.enter-folder',
  'landing.staging-removed',
  'landing.tidied',
  'landing.settled',
] as const;
export type LandingFaultPoint = (typeof LANDING_FAULT_POINTS)[number];

/** {@link faultPoint} with the names of this folder, so that no test waits for a point that is not there. */
export const landingPoint: (point: LandingFaultPoint) => void = faultPoint;
