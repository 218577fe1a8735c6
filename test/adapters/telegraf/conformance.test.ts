import { testChannel } from '../../conformance/channel.ts'
import { telegraf } from './descriptor.ts'

testChannel(telegraf)
