// What the server says when it cannot say more: JSON for programs, a small page for people. Never a stack trace.

const internal = [
  'internal',
  'Hệ thống gặp lỗi. Những gì đã báo “đã lưu” vẫn còn; xin thử lại sau ít phút.',
] as const

const sentences: Readonly<Record<number, readonly [code: string, sentence: string]>> = {
  400: ['bad_request', 'Yêu cầu chưa đúng dạng nên chúng tôi không đọc được.'],
  404: ['not_found', 'Không có trang này. Địa chỉ có thể đã được gõ nhầm hoặc đã cũ.'],
  405: ['method_not_allowed', 'Địa chỉ này không nhận cách gọi đó.'],
  408: ['timeout', 'Kết nối quá chậm nên đã dừng. Xin thử lại.'],
  413: ['too_large', 'Nội dung gửi lên lớn hơn mức cho phép.'],
  426: ['upgrade_required', 'Địa chỉ này chỉ nhận kết nối WebSocket.'],
  431: ['headers_too_large', 'Yêu cầu có phần đầu quá dài.'],
  503: ['unavailable', 'Hệ thống đang bận hoặc đang khởi động lại. Xin thử lại sau ít phút.'],
}

/** The same fact in the form the caller can read. `requestId` is what a person reads out to the hotline. */
export function errorResponse(
  status: number,
  request: { accept: string | null; requestId: string },
): Response {
  const [code, message] = sentences[status] ?? internal
  if (!request.accept?.includes('text/html')) {
    return Response.json({ error: { code, message, requestId: request.requestId } }, { status })
  }
  return new Response(errorPage(message, request.requestId), {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
  })
}

// No style: the policy allows none inline, and a page that must always work needs none.
function errorPage(message: string, requestId: string): string {
  return `<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Một Cửa</title>
<h1>Một Cửa</h1>
<p>${message}</p>
<p><a href="/">Về trang trò chuyện</a></p>
<p><small>Mã yêu cầu: ${requestId}</small></p>
</html>
`
}
