// The motcua command: finds the command's file and runs it.

interface Command {
  readonly about: string
  load(): Promise<{ run(args: string[]): Promise<number> }>
}

// Loaded one at a time, so that `find` does not wait for what only `serve` needs.
const commands: Readonly<Record<string, Command>> = {
  serve: { about: 'chạy trợ lý (--demo: bản thử, kèm cổng thử)', load: () => import('./cli/serve.ts') },
  chat: { about: 'trò chuyện ngay trong cửa sổ lệnh', load: () => import('./cli/chat.ts') },
  find: { about: 'tìm thủ tục cho một câu hỏi', load: () => import('./cli/find.ts') },
  'content check': { about: 'kiểm tra toàn bộ nội dung', load: () => import('./cli/content-check.ts') },
  'content import': {
    about: 'nhập danh mục thủ tục (TSV, CSV, XLSX, JSON)',
    load: () => import('./cli/content-import.ts'),
  },
  'content show': {
    about: 'đọc một hướng dẫn như người dân được nghe, vào ngày bất kỳ',
    load: () => import('./cli/content-show.ts'),
  },
  'content schema': {
    about: 'viết lại lược đồ JSON cho người biên tập',
    load: () => import('./cli/content-schema.ts'),
  },
  assisted: {
    about: 'hồ sơ cán bộ nhập giúp: list, show, done, refuse',
    load: () => import('./cli/assisted.ts'),
  },
  'portal sandbox': { about: 'chạy riêng cổng thử', load: () => import('./cli/portal-sandbox.ts') },
}

/** Errors by name: their files load half the program, which a command may not need, or not yet. */
const saidInSentences = new Set(['ConfigError', 'ContentError', 'AlreadyServedError'])

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const two = args.slice(0, 2).join(' ')
  const name = Object.hasOwn(commands, two) ? two : (args[0] ?? '')
  const command = commands[name]
  if (!command) {
    console.log(usage())
    return name === '' || name === '--help' || name === 'help' ? 0 : 2
  }
  try {
    const { run } = await command.load()
    return await run(args.slice(name.split(' ').length))
  } catch (error) {
    // What people can put right themselves is said in a sentence; the rest is our bug and needs its trace.
    const expected =
      saidInSentences.has((error as Error).name) ||
      (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')
    console.error(expected ? (error as Error).message : error)
    return 1
  }
}

function usage(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length))
  const lines = Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`)
  return ['Cách dùng: motcua <lệnh> [--help]', '', ...lines].join('\n')
}
