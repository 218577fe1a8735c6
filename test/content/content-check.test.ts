import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { run } from '../../src/cli/content-check.ts'

const shipped = join(import.meta.dirname, '..', '..', 'content')
let folder: string
let printed: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'content-'))
  cpSync(shipped, folder, { recursive: true })
  printed = []
  vi.spyOn(console, 'log').mockImplementation((line) => printed.push(String(line)))
  vi.spyOn(console, 'error').mockImplementation((line) => printed.push(String(line)))
})

afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

test('content without mistakes is summed up in one line', async () => {
  expect(await run(['--content', folder])).toBe(0)
  expect(printed).toHaveLength(1)
  expect(printed[0]).toMatch(/^Không có lỗi\. \d+ hướng dẫn \(mức 1: \d+.*toa-an: \d+\), \d+ bài trợ giúp\.$/)
})

test('a file that does not read is reported with its line, and the command fails', async () => {
  writeFileSync(join(folder, 'words.yaml'), 'yes: [có\nno: [không]\n')
  expect(await run(['--content', folder])).toBe(1)
  expect(printed[0]).toMatch(/^words\.yaml › dòng \d+: YAML sai/)
  expect(printed.at(-1)).toMatch(/^\d+ lỗi\. Sửa xong chạy lại/)
})

test('problems between files are printed one a line with their count, and the command fails', async () => {
  const file = join(folder, 'procedures', 'dang-ky-khai-tu.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace('portal: dien-bien', 'portal: lai-chau'))
  expect(await run(['--content', folder])).toBe(1)
  expect(printed).toEqual([
    'procedures/dang-ky-khai-tu.yaml › offers.2.portal: không có cổng "lai-chau"; hiện có: binh-dinh, dien-bien, hai-duong, quoc-gia, toa-an',
    '1 lỗi.',
  ])
})

test('the help is printed on request and after a wrong option', async () => {
  expect(await run(['--help'])).toBe(0)
  expect(await run(['--speed'])).toBe(2)
  expect(printed).toHaveLength(2)
  expect(printed[1]).toBe(printed[0])
})
