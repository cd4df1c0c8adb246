import { openLog as openBotLog } from '@holdfast/bot/log';
import { openLog as openGatewayLog } from '@holdfast/gateway/log';
import { openLog as openWorkerLog } from '@holdfast/worker/log';

/** `last-words.ts PART`: waits for the end of its input, then says something and exits in the same breath. */
const LOGS = { bot: openBotLog, gateway: openGatewayLog, worker: openWorkerLog };
const part = Object.entries(LOGS).find(([name]) => name === process.argv[2]);
if (!part) throw new Error(`${process.argv[2]} is no part`);
const log = part[1]({ level: 'info' });
log.info('ready');
process.stdin.on('end', () => {
  log.info('ending');
  log.error('ended badly');
  process.exit(3);
});
process.stdin.resume();
