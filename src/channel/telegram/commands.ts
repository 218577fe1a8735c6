// The commands in Telegram's menu, and the words they stand for: an applicant may type either.

export interface Command {
  readonly name: string
  /** What the assistant hears; a word of content/words.yaml. */
  readonly word: string
  readonly vi: string
  readonly en: string
}

export const commands: readonly Command[] = [
  { name: 'menu', word: 'menu', vi: 'Về đầu trang', en: 'Main menu' },
  { name: 'dossiers', word: 'hồ sơ của tôi', vi: 'Hồ sơ của tôi', en: 'My dossiers' },
  { name: 'continue', word: 'tiếp tục', vi: 'Làm tiếp hồ sơ đang dở', en: 'Continue my draft' },
  { name: 'back', word: 'quay lại', vi: 'Quay lại bước trước', en: 'Back one step' },
  { name: 'person', word: 'gặp người', vi: 'Gặp người hỗ trợ', en: 'Talk to a person' },
  { name: 'stop', word: 'dừng', vi: 'Dừng, giữ bản nháp', en: 'Stop, keep the draft' },
  { name: 'help', word: 'trợ giúp', vi: 'Trợ giúp', en: 'Help' },
  { name: 'english', word: 'english', vi: 'Switch to English', en: 'English' },
  { name: 'vietnamese', word: 'tiếng việt', vi: 'Tiếng Việt', en: 'Chuyển sang tiếng Việt' },
]

/** A command at the very beginning of a text; Telegram also accepts /name@bot. */
export interface HeardCommand {
  readonly name: string
  readonly bot: string | null
  readonly rest: string
}

export function commandIn(text: string): HeardCommand | null {
  const match = /^\/(\w{1,32})(?:@(\w{1,64}))?(?:\s+([\s\S]*))?$/.exec(text)
  if (!match) return null
  return { name: (match[1] ?? '').toLowerCase(), bot: match[2] ?? null, rest: match[3]?.trim() ?? '' }
}

export function wordOf(name: string): string | null {
  return commands.find((one) => one.name === name)?.word ?? null
}
