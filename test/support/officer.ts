// An officer at the sandbox portal, using its page the way its forms are used.

/** Presses "Tiếp nhận" on the dossier. Throws when the page does not offer it. */
export async function acceptDossier(officer: string, dossier: number): Promise<void> {
  const page = await (await fetch(`${officer}/dossiers/${dossier}`)).text()
  const form = [...page.matchAll(/<form[\s\S]*?<\/form>/g)]
    .map((match) => match[0])
    .find((html) => html.includes('Tiếp nhận'))
  if (!form) throw new Error(`dossier ${dossier} cannot be accepted now`)
  const value = (name: string) => new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(form)?.[1] ?? ''
  const body = new FormData()
  body.set('actionCode', value('actionCode'))
  body.set('stepCode', value('stepCode'))
  body.set('note', '')
  const answer = await fetch(`${officer}/dossiers/${dossier}/actions`, {
    method: 'POST',
    body,
    headers: { Origin: officer },
    redirect: 'manual',
  })
  if (answer.status !== 303) throw new Error(`dossier ${dossier} was not accepted: ${answer.status}`)
}
