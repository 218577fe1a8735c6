// What a host's bot says when it mounts the assistant. The token stays with the host's bot; nothing here is secret.
import { z } from 'zod'

const command = z.string().regex(/^[a-z0-9_]{1,32}$/)

export const mountConfig = z.object({
  /** `/dichvucong` opens the assistant in a private chat, `?start=dichvucong` and `?start=dichvucong_<procedure>` too. */
  entry: command.default('dichvucong'),
  /** Leaves it; the host's bot hears this one, and everything after. */
  exit: command.default('thoat'),
  /** Nobody is kept in the assistant longer than this after the last word. */
  idleMs: z
    .int()
    .min(60_000)
    .default(12 * 3_600_000),
  albumSettleMs: z.int().min(10).default(1_000),
  callMs: z.int().min(10).default(30_000),
})

export type MountConfig = z.input<typeof mountConfig>
export type CheckedMountConfig = z.output<typeof mountConfig>
