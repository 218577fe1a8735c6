// `motcua content schema`: writes JSON Schema files beside the content, so that editors complete and check as they type.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { formLayoutSchema } from '../content/form-layout.ts'
import {
  calendarSchema,
  guideSchema,
  helpSchema,
  phrasesSchema,
  placesSchema,
  portalSchema,
  wordsSchema,
} from '../content/schema.ts'

const schemas = {
  calendar: calendarSchema,
  form: formLayoutSchema,
  guide: guideSchema,
  help: helpSchema,
  phrases: phrasesSchema,
  places: placesSchema,
  portal: portalSchema,
  words: wordsSchema,
}

/** File name → content, exactly as written to content/schema. */
export function renderSchemas(): Map<string, string> {
  return new Map(
    Object.entries(schemas).map(([name, schema]) => [
      `${name}.json`,
      `${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`,
    ]),
  )
}

export async function run(args: string[]): Promise<number> {
  if (args.length > 0) {
    console.log('Viết lại content/schema/*.json theo mã nguồn.\n\n  motcua content schema')
    return args[0] === '--help' || args[0] === '-h' ? 0 : 2
  }
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
  const folder = join(root, 'content', 'schema')
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of renderSchemas()) writeFileSync(join(folder, name), text)
  console.log(`Đã viết ${renderSchemas().size} tệp vào content/schema.`)
  return 0
}
