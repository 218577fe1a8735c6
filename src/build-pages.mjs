// Builds the pages a browser loads, when their sources are not the ones last built. Plain JavaScript, run before the
// server, which itself needs no bundler.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Each page: where its sources are, and the path it is served under. */
const pages = [
  { name: 'web-chat', source: 'adapters/web-chat/page', base: '/' },
  { name: 'upload', source: 'src/upload-page/page', base: '/upload-page/' },
]

/** Where a page is built to, and the file that says from what. */
const outputOf = (page) => join(root, 'dist', 'pages', page.name)
const stampOf = (page) => join(root, 'dist', 'pages', `${page.name}.stamp`)

const stale = pages.filter((page) => !isFresh(page))
if (stale.length > 0) await buildAll(stale)

function isFresh(page) {
  return existsSync(join(outputOf(page), 'index.html')) && readText(stampOf(page)) === digestOf(page)
}

async function buildAll(stalePages) {
  const vite = await importVite()
  if (!vite) {
    const missing = stalePages.filter((page) => !existsSync(join(outputOf(page), 'index.html')))
    if (missing.length === 0) {
      console.warn('[pages] Chưa cài vite nên dùng các trang đã dựng lần trước. Chạy `npm ci` để dựng lại.')
      return
    }
    console.error(
      `[pages] Chưa có trang ${missing.map(({ name }) => name).join(', ')} và chưa cài vite để dựng. ` +
        'Chạy `npm ci` (không bỏ devDependencies), hoặc chép thư mục dist/pages từ nơi đã chạy `npm run build`.\n' +
        '[pages] The browser pages are not built and vite is not installed: run `npm ci` with devDependencies, ' +
        'or copy dist/pages from a machine that ran `npm run build`.',
    )
    process.exit(1)
  }
  for (const page of stalePages) {
    // Taken before the build: a source changed meanwhile then makes the next start build again.
    const digest = digestOf(page)
    await vite.build({
      configFile: false,
      root: join(root, page.source),
      base: page.base,
      publicDir: false,
      logLevel: 'warn',
      oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
      build: {
        outDir: outputOf(page),
        emptyOutDir: true,
        // Phones of 2021 and later; nothing is inlined, because the policy allows no data: and no inline code.
        target: ['chrome90', 'safari15.4', 'firefox98'],
        assetsInlineLimit: 0,
        modulePreload: false,
      },
    })
    mkdirSync(dirname(stampOf(page)), { recursive: true })
    writeFileSync(stampOf(page), digest)
  }
}

async function importVite() {
  try {
    return await import('vite')
  } catch (error) {
    if (error?.code === 'ERR_MODULE_NOT_FOUND') return null
    throw error
  }
}

/** Over the content of every source and of this script: times of files lie after a checkout. */
function digestOf(page) {
  const hash = createHash('sha256')
  for (const file of [fileURLToPath(import.meta.url), ...filesUnder(join(root, page.source))]) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  return hash.digest('hex')
}

function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}
