// Which addresses we go to, and which of them see the bot's token. Addresses in a message are never trusted for being there.
//
// One more origin than Microsoft's is trusted, when an administrator has set MICROSOFT_LOGIN_ROOT: that login service is handed the
// app's password and gives out its tokens, so nothing we could send there afterwards is news to it. No other setting widens the lists.

/** Where the connector is, by `serviceUrl`: the only hosts that ever see the bot's token. Teams, and the other channels. */
const connectorHosts: readonly string[] = [
  'smba.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
  '.botframework.com',
]

/**
 * Where files lie: SharePoint and OneDrive for business, their short links, private OneDrive, and what Web Chat and Direct Line keep
 * (the Agents SDK's own list of hosts, narrowed; read November 2026). Fetched and written without a token.
 */
const fileHosts: readonly string[] = [
  '.sharepoint.com',
  '.svc.ms',
  '.1drv.com',
  'bcattachmentsprod.blob.core.windows.net',
]

export interface Trust {
  isConnector(url: string): boolean
  /** A connector address holds files too. */
  isFileStore(url: string): boolean
  /** Written in our configuration, not arrived in a message. */
  isOurs(url: string): boolean
  readonly connectorHosts: readonly string[]
  readonly fileHosts: readonly string[]
}

export function createTrust(loginRoot: string | null): Trust {
  const own = loginRoot === null ? null : new URL(loginRoot).origin
  const isOurs = (url: string) => own !== null && URL.parse(url)?.origin === own
  const isOn = (hosts: readonly string[], url: string) => {
    const target = URL.parse(url)
    if (target?.protocol !== 'https:' || target.port !== '' || target.username || target.password)
      return false
    return hosts.some((host) =>
      host.startsWith('.') ? target.hostname.endsWith(host) : target.hostname === host,
    )
  }
  const allFileHosts = [...connectorHosts, ...fileHosts]
  return {
    isConnector: (url) => isOurs(url) || isOn(connectorHosts, url),
    isFileStore: (url) => isOurs(url) || isOn(allFileHosts, url),
    isOurs,
    connectorHosts,
    fileHosts: allFileHosts,
  }
}
