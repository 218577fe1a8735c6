// One conversation with a running server, as a browser would hold it: open, ask, get the right card.
const base = process.argv[2]
const root = `${base}/v3/directline`
const json = { 'Content-Type': 'application/json' }

const page = await fetch(base)
if (!page.ok || !(await page.text()).includes('Một Cửa')) fail('the page is not there')
const ready = await fetch(`${base}/readyz`)
if (!ready.ok) fail(`/readyz says ${ready.status}`)

const opened = await (
  await fetch(`${root}/tokens/generate`, { method: 'POST', headers: json, body: '{}' })
).json()
const bearer = { Authorization: `Bearer ${opened.token}` }
await fetch(`${root}/conversations`, { method: 'POST', headers: { ...json, ...bearer }, body: '{}' })
const said = await fetch(`${root}/conversations/${opened.conversationId}/activities`, {
  method: 'POST',
  headers: { ...json, ...bearer },
  body: JSON.stringify({ type: 'message', text: 'lam khai sinh cho be' }),
})
if (!said.ok) fail(`the message was not taken: ${said.status}`)

for (let tries = 0; tries < 50; tries++) {
  const answer = await fetch(`${root}/conversations/${opened.conversationId}/activities?watermark=0`, {
    headers: bearer,
  })
  const { activities } = await answer.json()
  if (activities.some(({ text }) => text?.startsWith('Đăng ký khai sinh'))) {
    console.log('smoke: asked "lam khai sinh cho be", got the card of Đăng ký khai sinh')
    process.exit(0)
  }
  await new Promise((resolve) => setTimeout(resolve, 100))
}
fail('no card came')

function fail(why) {
  console.error(`smoke: ${why}`)
  process.exit(1)
}
