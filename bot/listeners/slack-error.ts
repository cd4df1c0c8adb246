/** The word with which Slack refused a call (`exchanged_trigger_id`), or the code of a client's error; undefined for others. */
export function slackError(error: unknown): string | undefined {
  if (isRefusal(error)) return error.data.error;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether Slack took the call and said no, so that saying it again changes nothing. */
export function isRefusal(error: unknown): error is Error & { data: { error: string } } {
  return error instanceof Error && 'data' in error && saysError(error.data);
}

function saysError(data: unknown): data is { error: string } {
  return typeof data === 'object' && data !== null && 'error' in data && typeof data.error === 'string';
}
