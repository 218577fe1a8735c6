// Ids beyond 2^53 keep their digits; every other value is what JSON.parse makes of it.
import { expect, test } from 'vitest'
import { parseExactJson } from '../../src/channel/exact-json.ts'

test('whole numbers a double cannot hold become strings of their digits', () => {
  const text =
    '{"id":1459232241454765289,"in":[-9007199254740993],"ok":9007199254740991,"at":"12","x":1.5,"e":1e20}'
  expect(parseExactJson(text)).toEqual({
    id: '1459232241454765289',
    in: ['-9007199254740993'],
    ok: 9_007_199_254_740_991,
    at: '12',
    x: 1.5,
    e: 1e20,
  })
})

test('what is no JSON is a SyntaxError, and a body nested without end is some error and not a crash', () => {
  expect(() => parseExactJson('{"a":')).toThrow(SyntaxError)
  expect(() => parseExactJson(`${'['.repeat(500_000)}${']'.repeat(500_000)}`)).toThrow()
})
