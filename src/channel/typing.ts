// "Đang nhập…" for those who would otherwise wait in silence; answers mostly come before anyone needs it.

export interface Typing {
  /** Someone said something; if nothing goes out to them soon, they are shown that we are at it. */
  expect(conversation: string): void
  done(conversation: string): void
  stop(): void
}

const afterMs = 700
/** Under a storm of messages nobody needs to see us type, and platforms count these calls too. */
const mostAtOnce = 30

export function createTyping(show: (conversation: string) => void): Typing {
  const timers = new Map<string, NodeJS.Timeout>()
  function done(conversation: string): void {
    clearTimeout(timers.get(conversation))
    timers.delete(conversation)
  }
  return {
    expect(conversation) {
      if (timers.size >= mostAtOnce || timers.has(conversation)) return
      const timer = setTimeout(() => {
        timers.delete(conversation)
        show(conversation)
      }, afterMs)
      timer.unref()
      timers.set(conversation, timer)
    },
    done,
    stop() {
      for (const conversation of [...timers.keys()]) done(conversation)
    },
  }
}
