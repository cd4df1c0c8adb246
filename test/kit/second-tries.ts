import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Lists the tests that failed at first and passed when they were tried again, each with what it failed on. */
// oxlint-disable-next-line import/no-default-export -- how vitest loads a reporter that its configuration names
export default class SecondTries implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const flaky = modules.flatMap((module) => [...module.children.allTests('passed')].filter(isFlaky));
    if (flaky.length === 0) return;
    const lines = [`\n${flaky.length} tests passed only when they were tried again:`, ...flaky.map(describe)];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}

function isFlaky(test: TestCase): boolean {
  return test.diagnostic()?.flaky === true;
}

function describe(test: TestCase): string {
  const errors = test.result().errors ?? [];
  const reasons = errors.map(({ message, stack }) => stack ?? message);
  return [`- ${test.module.relativeModuleId} > ${test.fullName}`, ...reasons].join('\n').replaceAll('\n', '\n    ');
}
