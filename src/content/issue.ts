// Turns zod's findings into sentences an editor understands.
import type { z } from 'zod'

/** Path inside the file and a Vietnamese sentence for one zod issue. */
export function describeIssue(issue: z.core.$ZodIssue): { path: string; sentence: string } {
  return { path: issue.path.map(String).join('.'), sentence: sentenceFor(issue) }
}

function sentenceFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'thiếu mục này' : `sai kiểu, cần ${issue.expected}`
    case 'unrecognized_keys':
      return `không có mục tên ${issue.keys.map((key) => `"${key}"`).join(', ')}`
    case 'invalid_value':
      return `chỉ nhận một trong: ${issue.values.map(String).join(', ')}`
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string'
        ? `quá ít, cần ít nhất ${issue.minimum}`
        : `nhỏ quá, cần ít nhất ${issue.minimum}`
    case 'too_big':
      return `nhiều quá, tối đa ${issue.maximum}`
    case 'invalid_union':
      return 'không khớp dạng nào được phép'
    default:
      return issue.message
  }
}
