import { bar, bytes, count, duration, rate } from './format.ts';
import { inert } from './escape.ts';
import type { ProgressView } from './views.ts';

const TASK_LENGTH = 80;

/** `▓▓▓▓░░░░░░ 43 % · Transfer to vault · 1.2 GB of 2.8 GB · 3,412 files · 85 MB/s · about 40 s left`; what is not known is left out. */
export function progressLine(progress: ProgressView): string {
  const { bytesDone, bytesTotal, filesDone, filesTotal, bytesPerSecond, secondsRemaining } = progress;
  return [
    bar(progress.percent),
    inert(progress.task, TASK_LENGTH),
    share(bytesDone, bytesTotal, bytes),
    withFiles(share(filesDone, filesTotal, count)),
    bytesPerSecond === undefined ? undefined : rate(bytesPerSecond),
    secondsRemaining ? `about ${duration(roundedUp(secondsRemaining) * 1_000)} left` : undefined,
  ]
    .filter(Boolean)
    .join(' · ');
}

function share(done: number | undefined, total: number | undefined, format: (value: number) => string) {
  if (done === undefined) return undefined;
  return total === undefined || total < done ? format(done) : `${format(done)} of ${format(total)}`;
}

function withFiles(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${text} files`;
}

/** An estimate to the second would pretend to know. */
function roundedUp(seconds: number): number {
  const step = seconds < 60 ? 5 : seconds < 3_600 ? 30 : 300;
  return Math.ceil(seconds / step) * step;
}
