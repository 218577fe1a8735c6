import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // The walk writes pictures and a page into docs, so it is no part of a usual run.
    include: process.env.MOTCUA_WALK === '1' ? ['test/e2e/filing-walk.ts'] : ['test/**/*.test.ts'],
    globalSetup: ['./test/support/build-pages.ts'],
    reporters: ['default', './test/support/reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
