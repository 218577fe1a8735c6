// The step machine as data: which action leads from which step to which, and who is offered it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { z } from 'zod'

export const processShapes = ['direct', 'two-step', 'both'] as const
export type ProcessShape = (typeof processShapes)[number]

const stepSchema = z.strictObject({
  code: z.string(),
  name: z.string(),
  status: z.string(),
  text: z.string(),
  instruction: z.string(),
})

const actionSchema = z.strictObject({
  code: z.string(),
  name: z.string(),
  from: z.array(z.string()),
  to: z.string(),
  by: z.enum(['citizen', 'officer', 'system']),
  autoEvent: z.string().default(''),
  needs: z.enum(['paid', 'withdrawal']).optional(),
})

const fileSchema = z.strictObject({
  steps: z.array(stepSchema),
  shapes: z.record(z.enum(processShapes), z.array(actionSchema)),
  actions: z.array(actionSchema),
})

export type Step = z.infer<typeof stepSchema>
export type Action = z.infer<typeof actionSchema>

export interface Process {
  step(code: string): Step
  /** Every action that leaves this step, whoever may take it. */
  leaving(stepCode: string): readonly Action[]
}

export function loadProcess(shape: ProcessShape): Process {
  const file = fileSchema.parse(load(readFileSync(join(import.meta.dirname, 'data', 'process.yaml'), 'utf8')))
  const steps = new Map(file.steps.map((step) => [step.code, step]))
  const actions = [...file.shapes[shape], ...file.actions]
  return {
    step(code) {
      const step = steps.get(code)
      if (!step) throw new Error(`[sandbox] process.yaml: no step ${code}`)
      return step
    },
    leaving: (stepCode) => actions.filter((action) => action.from.includes(stepCode)),
  }
}
