import { testChannel } from '../../conformance/channel.ts'
import { zaloOa, zaloOaButtons } from './descriptor.ts'

testChannel(zaloOa)
testChannel(zaloOaButtons)
