import { chosenState, initialState, type Chosen, type ElementState } from '../block-kit/input-state.ts';
import { elementsOf, type Block, type PlacedElement } from '../block-kit/layout.ts';
import type { Option } from '../block-kit/text.ts';
import type { JsonObject } from '../json.ts';

/** What happened in the elements of a view or a message since it is on the screen. */
export interface Entries {
  /** What was entered; what nobody touched has its initial state. */
  stateOf(placed: PlacedElement): ElementState | undefined;
  /** @throws NotOnScreen when what was chosen is not there to be chosen */
  enter(placed: PlacedElement, chosen: Chosen): void;
  /** The app suggested these for a select with an external source. */
  offer(placed: PlacedElement, options: readonly Option[]): void;
  offeredFor(placed: PlacedElement): readonly Option[];
  /** The blocks were replaced: what was entered stays where block and action keep their ids. */
  keepOnly(blocks: readonly Block[]): void;
  /** `state.values` of payloads. */
  valuesOf(blocks: readonly Block[]): JsonObject;
}

export function createEntries(): Entries {
  const entered = new Map<string, ElementState>();
  const offered = new Map<string, readonly Option[]>();
  const stateOf: Entries['stateOf'] = (placed) => entered.get(placeOf(placed)) ?? initialState(placed.element);
  const offeredFor: Entries['offeredFor'] = (placed) => offered.get(placeOf(placed)) ?? [];
  return {
    stateOf,
    offeredFor,
    enter: (placed, chosen) => {
      const state = chosenState(placed.element, chosen, offeredFor(placed));
      if (state) entered.set(placeOf(placed), state);
    },
    offer: (placed, options) => void offered.set(placeOf(placed), options),
    keepOnly: (blocks) => {
      const kept = new Set(elementsOf(blocks).map(placeOf));
      for (const place of entered.keys()) if (!kept.has(place)) entered.delete(place);
    },
    valuesOf: (blocks) => {
      const values: Record<string, Record<string, ElementState>> = {};
      for (const placed of elementsOf(blocks)) {
        const state = stateOf(placed);
        if (state) values[placed.blockId] = { ...values[placed.blockId], [placed.actionId]: state };
      }
      return values;
    },
  };
}

function placeOf({ blockId, actionId }: PlacedElement): string {
  return `${blockId} ${actionId}`;
}
