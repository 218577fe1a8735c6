// Built pages: read once at start, served from memory under exact paths, so no request can name another file.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Route } from '../channel/channel.ts'

export interface PageOptions {
  /** Where the page was built to, such as dist/pages/web-chat. */
  readonly directory: string
  /** The path the page was built for. */
  readonly base: string
  /** Marks the page as "bản thử". */
  readonly demo: boolean
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
}

/** Routes for the page and its files. Without a build there is one route, which says how to get one. */
export function pageRoutes({ directory, base, demo }: PageOptions): Route[] {
  if (!existsSync(join(directory, 'index.html'))) return [notBuilt(base)]
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name)
      const name = relative(directory, file).split(sep).join('/')
      const isIndex = name === 'index.html'
      const content = isIndex ? indexPage(readFileSync(file, 'utf8'), demo) : readFileSync(file)
      // Names of assets change with their content; the index names the current ones and is asked for each time.
      const cache = isIndex ? 'no-store' : 'public, max-age=31536000, immutable'
      return fileRoute(isIndex ? base : `${base}${name}`, name, content, cache)
    })
}

function indexPage(html: string, demo: boolean): Buffer {
  return Buffer.from(demo ? html.replace('<html lang="vi"', '<html lang="vi" data-demo') : html)
}

function fileRoute(path: string, name: string, content: Buffer, cache: string): Route {
  // At the first request for it: most starts wait for nobody's browser.
  const compressed: { br?: Buffer; gzip?: Buffer } = {}
  const compress = {
    br: () => (compressed.br ??= brotliCompressSync(content)),
    gzip: () => (compressed.gzip ??= gzipSync(content, { level: 9 })),
  }
  const headers = {
    'Content-Type': types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    'Cache-Control': cache,
    Vary: 'Accept-Encoding',
  }
  return {
    method: 'GET',
    path,
    rule: 'public',
    async handle({ request }) {
      const accepted = request.headers.get('accept-encoding') ?? ''
      const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : null
      if (encoding === null) return new Response(new Uint8Array(content), { headers })
      return new Response(new Uint8Array(compress[encoding]()), {
        headers: { ...headers, 'Content-Encoding': encoding },
      })
    },
  }
}

function notBuilt(path: string): Route {
  const text =
    'Trang này chưa được dựng. Chạy `npm start`, hoặc `node src/build-pages.mjs` rồi khởi động lại.\n'
  return {
    method: 'GET',
    path,
    rule: 'public',
    handle: async () =>
      new Response(text, { status: 503, headers: { 'Content-Type': 'text/plain; charset=utf-8' } }),
  }
}
