import { testChannel } from '../../conformance/channel.ts'
import { botFrameworkTeams, botFrameworkWeb } from './descriptor.ts'

testChannel(botFrameworkTeams)
testChannel(botFrameworkWeb)
