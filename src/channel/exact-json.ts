// JSON whose ids keep their digits: a whole number a double cannot hold becomes a string of the digits that were sent.

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

/** Throws SyntaxError as JSON.parse does. */
export function parseExactJson(text: string): unknown {
  const exact: Reviver = (_, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && source && /^-?\d+$/.test(source)
      ? source
      : value
  return JSON.parse(text, exact as Parameters<typeof JSON.parse>[1])
}
