import { GatewayFailure } from '../../gateway/failure.ts';
import { option, type Option } from '../../ui/modals/inputs.ts';
import { NO_OPTION } from '../../ui/modals/restore-choices.ts';
import type { SlackRequest } from '../slack-request.ts';

/** The options, or one that says why there are none; choosing that chooses nothing. Never throws. */
export async function optionsOrTrouble(request: SlackRequest, find: () => Promise<Option[]>): Promise<Option[]> {
  try {
    return await find();
  } catch (error) {
    request.log.error({ error }, 'no options');
    const isUnmapped = error instanceof GatewayFailure && error.reason === 'UNMAPPED';
    return [option(NO_OPTION, isUnmapped ? 'Holdfast does not know you yet' : 'Holdfast does not answer: type again')];
  }
}
