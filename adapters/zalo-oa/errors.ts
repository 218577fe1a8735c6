// What Zalo's numbers mean for a message of ours. Errors come inside an HTTP 200; the texts beside them may quote people's words and
// stay behind. After two surveys of Zalo's error tables, read November 2026.
import { ChannelError, type ChannelErrorCode } from '../../src/channel/errors.ts'

/** Why a call did not succeed: numbers only. */
export class ZaloOaRefusal extends Error {
  /** Zalo's number, HTTP's when the body had none, null when there was no answer at all. */
  readonly errorCode: number | null
  /** False when what came back was not an answer of Zalo's. */
  readonly readable: boolean
  readonly retryAfterMs: number | undefined
  constructor(
    path: string,
    errorCode: number | null,
    more: { readable?: boolean; retryAfterMs?: number | undefined } = {},
  ) {
    super(`[zalo-oa] ${path} failed (${errorCode ?? 'no answer'})`)
    this.name = 'ZaloOaRefusal'
    this.errorCode = errorCode
    this.readable = more.readable ?? true
    this.retryAfterMs = more.retryAfterMs
  }
}

interface Meaning {
  readonly code: ChannelErrorCode
  readonly sentence: string
  /** Absent: for good. */
  readonly waitMs?: number
}

const minute = 60_000
/** The account itself must be put right by a person; what waits then goes out. */
const account = (sentence: string): Meaning => ({ code: 'config', sentence, waitMs: 15 * minute })
const gone = (sentence: string): Meaning => ({ code: 'recipient_gone', sentence })
const limited = (sentence: string, waitMs: number): Meaning => ({ code: 'rate_limited', sentence, waitMs })
const invalid = (sentence: string): Meaning => ({ code: 'invalid_message', sentence })
const refused = (sentence: string): Meaning => ({ code: 'rejected', sentence })

/** The access token is not taken: wrong, expired, or replaced by a newer one. */
export const tokenRefused: ReadonlySet<number | null> = new Set([-216, -220, -124])
/** The applicant has been silent for a week; only a template goes out. */
export const outsideWindow: ReadonlySet<number | null> = new Set([-230, -232])
/** The message's form is not taken; plain text may be. */
export const formRefused: ReadonlySet<number | null> = new Set([-201, -233])

const meanings: Readonly<Record<number, Meaning>> = {
  [-32]: limited('Zalo yêu cầu gửi chậm lại.', 20_000),
  [-100]: { code: 'unavailable', sentence: 'Tệp đã tải lên Zalo hết hạn; sẽ tải lại.', waitMs: 1_000 },
  [-124]: { code: 'unauthorized', sentence: 'Zalo không nhận mã truy cập.', waitMs: minute },
  [-200]: { code: 'unavailable', sentence: 'Zalo chưa gửi được tin; sẽ thử lại.', waitMs: 5_000 },
  [-201]: invalid('Zalo không nhận nội dung của tin.'),
  [-204]: account('Tài khoản OA đã bị xóa.'),
  [-205]: account('Không có tài khoản OA này.'),
  [-209]: account('Ứng dụng chưa được kích hoạt cho API của OA.'),
  [-210]: invalid('Tin vượt giới hạn của Zalo.'),
  [-211]: limited('OA đã hết hạn mức gửi tin.', 60 * minute),
  [-212]: account('Ứng dụng chưa đăng ký API này.'),
  [-213]: gone('Người nhận không quan tâm OA.'),
  [-216]: { code: 'unauthorized', sentence: 'Zalo không nhận mã truy cập.', waitMs: minute },
  [-218]: limited('Người nhận đã nhận đủ số tin cho phép.', 60 * minute),
  [-219]: account('Ứng dụng đã bị gỡ hoặc bị khóa.'),
  [-220]: { code: 'unauthorized', sentence: 'Mã truy cập đã hết hạn hoặc bị thu hồi.', waitMs: minute },
  [-221]: account('OA chưa được xác thực.'),
  [-223]: account('OA chưa cấp quyền này cho ứng dụng.'),
  [-224]: account('Gói dịch vụ của OA không có quyền này.'),
  [-227]: gone('Tài khoản người nhận bị khóa hoặc đã lâu không dùng.'),
  [-230]: refused(
    'Người nhận đã im lặng quá 7 ngày nên Zalo không nhận tin; cần gọi điện, hoặc đặt ZALO_OA_STATUS_TEMPLATE.',
  ),
  [-232]: refused(
    'Người nhận chưa nhắn tin, hoặc đã im lặng quá lâu nên Zalo không nhận tin; cần gọi điện, hoặc đặt ZALO_OA_STATUS_TEMPLATE.',
  ),
  [-233]: invalid('Zalo không hỗ trợ loại tin này.'),
  [-234]: limited('Zalo không gửi loại tin này ban đêm.', 60 * minute),
  [-235]: account('Loại tài khoản OA này không có quyền dùng API.'),
  [-240]: account('Zalo đã đóng đường gửi tin cũ.'),
  [-242]: account('Zalo không nhận chữ ký appsecret_proof; cần kiểm tra ZALO_OA_APP_SECRET.'),
  [-244]: gone('Người nhận không cho phép OA gửi loại tin này.'),
  [-248]: refused('Nội dung tin trái quy định của Zalo.'),
  [-249]: refused('Mẫu tin chỉ gửi được theo số điện thoại.'),
  [-320]: account('OA chưa có tài khoản Zalo Cloud.'),
  [-321]: account('Tài khoản Zalo Cloud hết tiền.'),
  // Templates by phone number have a table of their own.
  [-108]: refused('Số điện thoại không dùng được.'),
  [-114]: gone('Số điện thoại này không nhận được tin.'),
  [-115]: account('Tài khoản Zalo Cloud hết tiền.'),
  [-117]: account('OA chưa có quyền dùng mẫu tin này.'),
  [-118]: gone('Số điện thoại này không có Zalo.'),
  [-119]: gone('Số điện thoại này không nhận được tin.'),
  [-131]: account('Mẫu tin chưa được Zalo duyệt.'),
  [-133]: limited('Zalo không gửi loại tin này ban đêm.', 60 * minute),
  [-139]: gone('Người nhận từ chối loại tin này.'),
  [-140]: gone('Người nhận từ chối loại tin này.'),
  [-141]: gone('Người nhận từ chối tin của OA.'),
  [-144]: limited('OA đã hết hạn mức gửi mẫu tin hôm nay.', 60 * minute),
  [-146]: account('Mẫu tin đã bị Zalo khóa.'),
}

/** For the desk and the runtime. A ChannelError passes as it is; anything else without a number is a connection that failed. */
export function toChannelError(cause: unknown): ChannelError {
  if (cause instanceof ChannelError) return cause
  const make = ({ code, sentence, waitMs }: Meaning, asked?: number) => {
    const retryAfterMs = asked ?? waitMs
    return new ChannelError(code, `[zalo-oa] ${sentence}`, {
      retryable: waitMs !== undefined,
      ...(waitMs === undefined || retryAfterMs === undefined ? {} : { retryAfterMs }),
      cause,
    })
  }
  if (!(cause instanceof ZaloOaRefusal) || cause.errorCode === null) {
    const readable = !(cause instanceof ZaloOaRefusal) || cause.readable
    return readable
      ? make({ code: 'unavailable', sentence: 'Không kết nối được với Zalo; sẽ thử lại.', waitMs: 1_000 })
      : make({
          code: 'unexpected_response',
          sentence: 'Zalo trả lời không đúng dạng; sẽ thử lại.',
          waitMs: 1_000,
        })
  }
  const { errorCode, retryAfterMs } = cause
  const known = meanings[errorCode]
  if (known) return make(known, retryAfterMs)
  if (errorCode === 429) return make(limited('Zalo yêu cầu gửi chậm lại.', 20_000), retryAfterMs)
  if (errorCode >= 500) {
    return make({ code: 'unavailable', sentence: 'Zalo chưa trả lời được; sẽ thử lại.', waitMs: 1_000 })
  }
  if (errorCode === 401 || errorCode === 403) {
    return make({
      code: 'unauthorized',
      sentence: `Zalo từ chối mã truy cập (${errorCode}).`,
      waitMs: minute,
    })
  }
  return make(refused(`Zalo từ chối tin (${errorCode}).`))
}
