// The shape of content/forms/: how an official form is laid out and which answer goes on which line.
import { z } from 'zod'

const text = z.string().trim().min(1)
const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'chỉ dùng chữ thường không dấu, số và dấu gạch nối')

const condition = z.strictObject({ answer: id, is: z.union([id, z.array(id).min(1)]) })

/** A field, or words around fields in braces, used only when all of them are answered. */
const source = z.union([id, z.strictObject({ text, when: condition.optional() })])
const from = z.array(source).min(1).optional()
const when = condition.optional()

const block = z.union([
  z.strictObject({ heading: text, when }),
  z.strictObject({ text, italic: z.boolean().optional(), when }),
  z.strictObject({ line: text, from, dots: z.int().min(1).max(8).optional(), when }),
  z.strictObject({
    side: z
      .array(z.strictObject({ label: text, from, width: z.number().positive().optional() }))
      .min(2)
      .max(4),
    when,
  }),
  z.strictObject({
    boxes: text,
    field: id.optional(),
    options: z.array(text).min(2).max(8).optional(),
    when,
  }),
  z.strictObject({
    table: z
      .array(z.strictObject({ label: text, width: z.number().positive(), from }))
      .min(2)
      .max(7),
    from,
    rows: z.int().min(1).max(12),
    when,
  }),
  z.strictObject({ answers: z.enum(['all', 'others']), label: text.optional(), when }),
])

export const formLayoutSchema = z.strictObject({
  /** Slugs of the guides whose form this is; empty for the common layout. */
  procedures: z.array(id),
  title: text,
  under: text.optional(),
  recipient: text,
  blocks: z.array(block).min(1),
  commitment: text,
  signatures: z
    .array(z.strictObject({ title: text, note: text.optional(), from }))
    .min(1)
    .max(4),
  note: text.optional(),
  /** What the layout follows, and when it was compared with it. */
  source: text,
  checkedOn: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
})

export type FormLayout = z.infer<typeof formLayoutSchema>
