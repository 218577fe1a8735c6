import { testChannel } from '../../conformance/channel.ts'
import { zaloBot, zaloBotPolling } from './descriptor.ts'

testChannel(zaloBot)
testChannel(zaloBotPolling)
