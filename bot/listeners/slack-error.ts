/** The word with which Slack refused a call (`exchanged_trigger_id`), or the code of a client's error; undefined for others. */
export function slackError(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('data' in error && isRefusal(error.data)) return error.data.error;
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function isRefusal(data: unknown): data is { error: string } {
  return typeof data === 'object' && data !== null && 'error' in data && typeof data.error === 'string';
}
