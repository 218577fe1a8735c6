import { testChannel } from '../../conformance/channel.ts'
import { webChat } from './descriptor.ts'

testChannel(webChat)
