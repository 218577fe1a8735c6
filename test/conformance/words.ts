// Words the checks send: Vietnamese in composed form, with what breaks careless encoders.

/** Marks, markup of several kinds, an emoji outside the basic plane, a bidirectional mark. */
export const awkward =
  'Cha & mẹ của bé <b>Nguyễn Thị Ngọc Ánh</b> *đăng ký* _khai sinh_ [xem](https://example.vn/a?b=c&d=e) `100%` \\ 👶🏻 "Đặng" \u200Fviệt'

const sentence = 'Ủy ban nhân dân xã Tuy Phước, tỉnh Gia Lai tiếp nhận hồ sơ & trả kết quả <đúng hẹn>. '

/** Vietnamese of exactly this many UTF-16 units, in NFC, without blanks at its ends. */
export function vietnamese(length: number): string {
  const text = sentence
    .repeat(Math.ceil(length / sentence.length))
    .normalize('NFC')
    .slice(0, length)
  return `${text
    .slice(0, -1)
    .trimStart()
    .padEnd(length - 1, 'ệ')}ế`
}

/** What an applicant says in the checks: if this is in a log, the channel logs people's words. */
export const applicantsWords = 'Tôi tên Nguyễn Văn Kín, số căn cước 052090007777'
