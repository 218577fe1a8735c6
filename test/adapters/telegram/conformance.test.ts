import { testChannel } from '../../conformance/channel.ts'
import { telegram, telegramPolling } from './descriptor.ts'

testChannel(telegram)
testChannel(telegramPolling)
