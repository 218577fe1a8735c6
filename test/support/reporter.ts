// Says the count in one plain line, last of all; with MOTCUA_TEST_ALL=1 a skip is a failure, because then everything must run.
import type { Reporter, TestModule } from 'vitest/node'

export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0
    let failed = errors.length
    let skipped = 0
    for (const module of modules) {
      // A file that does not even load has no tests to count.
      if (module.errors().length > 0) failed += 1
      for (const one of module.children.allTests()) {
        const { state } = one.result()
        if (state === 'passed') passed += 1
        else if (state === 'failed') failed += 1
        else skipped += 1
      }
    }
    process.once('exit', (code) => {
      const mustAllRun = process.env.MOTCUA_TEST_ALL === '1'
      if (failed > 0 || (mustAllRun && skipped > 0)) process.exitCode = 1
      else if (code === 0 && passed === 0) process.exitCode = 1
      console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`)
    })
  }
}
