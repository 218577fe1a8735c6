// multipart/form-data as lenient servers read it: header names in any case, parameters with or without quotes.

export interface Part {
  readonly name: string
  readonly fileName: string | null
  readonly bytes: Buffer
}

export function parseMultipart(body: Buffer, contentType: string): Part[] {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1] ?? ''
  const mark = Buffer.from(`--${boundary}`)
  const parts: Part[] = []
  for (let at = body.indexOf(mark); at >= 0; ) {
    const next = body.indexOf(mark, at + mark.length)
    if (next < 0) break
    const part = body.subarray(at + mark.length + 2, next - 2)
    const gap = part.indexOf('\r\n\r\n')
    const head = part.subarray(0, gap).toString('utf8')
    const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? ''
    const parameter = (name: string) =>
      new RegExp(`(?:^|[;\\s])${name}=(?:"([^"]*)"|([^;]*))`, 'i')
        .exec(disposition)
        ?.slice(1)
        .find(Boolean)
        ?.trim()
    parts.push({
      name: parameter('name') ?? '',
      fileName: parameter('filename') ?? null,
      bytes: part.subarray(gap + 4),
    })
    at = next
  }
  return parts
}
