// What the protocol answers when it refuses: a code for programs, a sentence for people.

const refusals = {
  origin_not_allowed: [
    403,
    'Trang này chưa được phép dùng khung trò chuyện. Người quản trị cần khai báo WEB_CHAT_ORIGINS.',
  ],
  token_required: [401, 'Phiên trò chuyện cần được mở lại.'],
  conversation_ended: [403, 'Cuộc trò chuyện này đã được kết thúc trên máy này.'],
  not_found: [404, 'Không có cuộc trò chuyện này.'],
  bad_activity: [400, 'Tin nhắn chưa đúng dạng nên chúng tôi không đọc được.'],
  text_too_long: [400, 'Tin nhắn dài quá 5.000 ký tự. Xin chia thành nhiều tin, hoặc gửi dưới dạng tệp.'],
  upload_unknown: [400, 'Tệp đính kèm chưa tải lên xong. Xin gửi lại tệp.'],
  bad_request: [400, 'Yêu cầu chưa đúng dạng nên chúng tôi không đọc được.'],
  length_required: [411, 'Cần cho biết độ lớn của tệp trước khi gửi.'],
  too_large: [413, 'Tệp lớn quá 25 MB. Xin chụp lại ở độ phân giải thấp hơn, hoặc chia thành nhiều tệp.'],
  too_many: [429, 'Bạn đã gửi rất nhiều tệp. Xin chờ ít phút rồi gửi tiếp.'],
  wrong_offset: [409, 'Phần tệp này không nối tiếp phần đã nhận.'],
  upload_not_found: [404, 'Không còn tệp đang tải dở này. Xin gửi lại tệp từ đầu.'],
  rate_limited: [429, 'Bạn gửi nhanh quá. Xin chờ một chút rồi thử lại.'],
  too_many_sockets: [429, 'Cuộc trò chuyện đang mở ở quá nhiều cửa sổ.'],
  ticket_used: [403, 'Địa chỉ kết nối này đã dùng hoặc đã hết hạn.'],
  not_saved: [503, 'Chưa lưu được vào hệ thống. Xin thử lại sau ít phút.'],
} as const

export type RefusalCode = keyof typeof refusals

export function refuse(code: RefusalCode, headers: Record<string, string> = {}): Response {
  const [status, message] = refusals[code]
  // Whoever is told to wait is told how long.
  const wait: Record<string, string> = status === 429 || status === 503 ? { 'Retry-After': '5' } : {}
  return Response.json({ error: { code, message } }, { status, headers: { ...wait, ...headers } })
}
