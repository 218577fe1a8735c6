// The prototype of the file handles Node hands out, which it does not export.
import { open } from 'node:fs/promises'

const handle = await open(import.meta.filename)
export const FileHandle: typeof handle = Object.getPrototypeOf(handle)
await handle.close()
