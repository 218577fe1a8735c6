// The largest body a route takes, enforced while it arrives.

export class BodyTooLargeError extends Error {
  constructor() {
    super('[http] body larger than the route allows')
    this.name = 'BodyTooLargeError'
  }
}

/**
 * The request with its body held to `limitBytes`, or null when it already announces more. With a length announced, Node's
 * parser stops at exactly that many bytes; without one we count, and the handler's read fails at the first byte too many.
 */
export function limitBody(request: Request, limitBytes: number): Request | null {
  if (request.method === 'GET' || request.method === 'HEAD') return request
  const announced = request.headers.get('content-length')
  if (announced !== null) return Number(announced) <= limitBytes ? request : null
  if (!request.body) return request
  let bytes = 0
  const counted = request.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength
        if (bytes > limitBytes) controller.error(new BodyTooLargeError())
        else controller.enqueue(chunk)
      },
    }),
  )
  return new Request(request.url, {
    method: request.method,
    headers: request.headers,
    body: counted,
    duplex: 'half',
    signal: request.signal,
  })
}
