// Microsoft's botbuilder, and the only file that knows of it: activities out by its CloudAdapter and connector client. The SDK is archived;
// going over to @microsoft/agents-hosting is writing this file anew (docs/decisions/0017).
//
// What botbuilder sends goes through our own client: its own would follow redirects, wait for minutes, try again by itself and
// keep whole requests, token included, in its errors.
import type {
  Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConversationReference,
  TurnContext,
} from 'botbuilder'
import type { ActivityLike } from '../../src/channel/activity/activity.ts'
import type { MicrosoftClient } from './client.ts'
import type { Reference } from './references.ts'

/** What we ask of an SDK. Errors are those of the client, unwrapped. */
export interface ActivityPort {
  /** The id the channel gave the activity, if any. */
  send(reference: Reference, activity: ActivityLike): Promise<string | undefined>
  remove(reference: Reference, activityId: string): Promise<void>
  /** Loads the SDK, so that the first message does not wait for it. */
  warm(): Promise<void>
}

type Turn = (context: TurnContext, sdk: Sdk, reference: Partial<ConversationReference>) => Promise<void>
interface Sdk {
  readonly adapter: CloudAdapter
  readonly address: typeof TurnContext.applyConversationReference
}
type Settings = ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>
type CredentialsFactory = NonNullable<Settings[1]>
type HttpClient = NonNullable<NonNullable<Settings[4]>['httpClient']>

export function createBotbuilderPort(appId: string, client: MicrosoftClient): ActivityPort {
  let loading: Promise<Sdk> | null = null

  async function load(): Promise<Sdk> {
    const { CloudAdapter, ConfigurationBotFrameworkAuthentication, TurnContext } = await import('botbuilder')
    const authentication = new ConfigurationBotFrameworkAuthentication(
      {},
      unsigned(appId),
      undefined,
      undefined,
      {
        httpClient: throughClient(client),
      },
    )
    const adapter = new CloudAdapter(authentication)
    return { adapter, address: TurnContext.applyConversationReference }
  }

  async function within(given: Reference, turn: Turn): Promise<void> {
    loading ??= load()
    const sdk = await loading
    const reference = given as Partial<ConversationReference>
    await sdk.adapter.continueConversationAsync(appId, reference, (context) => turn(context, sdk, reference))
  }

  return {
    async send(reference, activity) {
      let id: string | undefined
      await within(reference, async (context, { adapter, address }, to) => {
        // Not context.sendActivity: that would make it an answer to an activity the SDK has made up for this turn.
        const [sent] = await adapter.sendActivities(context, [address(activity as Partial<Activity>, to)])
        id = sent?.id || undefined
      })
      return id
    },
    remove: (reference, activityId) =>
      within(reference, (context, { adapter }, to) => adapter.deleteActivity(context, { ...to, activityId })),
    async warm() {
      loading ??= load()
      await loading
    },
  }
}

// The client puts the token on, once it has looked at the address. Authentication is never "disabled", which botbuilder takes an empty
// app id for; requests that come in are not shown to it at all.
function unsigned(appId: string): CredentialsFactory {
  return {
    isValidAppId: async (given) => given === appId,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => ({ signRequest: async (request) => request }),
  }
}

function throughClient(client: MicrosoftClient): HttpClient {
  return {
    async sendRequest(request) {
      const { 'accept-encoding': _, ...headers } = request.headers.toJson()
      const answer = await client.call({
        method: request.method,
        url: request.url,
        headers,
        ...(typeof request.body === 'string' ? { body: request.body } : {}),
      })
      const read = request.headers.clone()
      for (const name of read.headerNames()) read.remove(name)
      for (const [name, value] of answer.headers) read.set(name, value)
      return { request, status: answer.status, headers: read, bodyAsText: answer.text }
    },
  }
}
