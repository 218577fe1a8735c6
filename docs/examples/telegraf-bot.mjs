// A commune's own telegraf bot with the assistant mounted in it. Run: BOT_TOKEN=… node telegraf-bot.mjs
import { embedAssistant } from 'motcua'
import { assistantMiddleware } from 'motcua/telegraf'
import { Telegraf } from 'telegraf'

const apiRoot = process.env.BOT_API_ROOT ?? 'https://api.telegram.org'
// webhookReply off: telegraf would otherwise answer some calls inside the webhook's reply, where their errors are lost.
const bot = new Telegraf(process.env.BOT_TOKEN, { telegram: { apiRoot, webhookReply: false } })

const assistant = await embedAssistant()
// Before the bot's own handlers. /dichvucong opens the assistant, /thoat leaves it.
bot.use(assistantMiddleware({ assistant, telegram: bot.telegram }))
assistant.start()

bot.command('gio', (ctx) => ctx.reply('Ủy ban nhân dân xã làm việc từ 7 giờ 30 đến 17 giờ.'))
bot.command('thoat', (ctx) => ctx.reply('Anh/chị đã rời phần dịch vụ công.'))
bot.on('text', (ctx) => ctx.reply('Gõ /gio để xem giờ làm việc, /dichvucong để làm thủ tục.'))

// An update that failed was not taken; in webhook mode, throwing makes Telegram bring it again.
bot.catch((error) => {
  throw error
})

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, async () => {
    bot.stop(signal)
    await assistant.stop()
    process.exit(0)
  })
}
await bot.launch(() => console.log('bot is listening'))
