// The page: choose files, watch them go, hand them over once.
import { render } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { call, sendFile } from './send.ts'
import { language, words } from './words.ts'

interface Item {
  readonly id: number
  readonly file: File
  readonly status: 'waiting' | 'sending' | 'paused' | 'sent' | 'failed'
  readonly sentBytes: number
  readonly problem: string
  readonly uploadId: string
}

const largestBytes = 25 * 1024 * 1024

type Line = 'opening' | 'open' | 'over' | 'handing' | 'finished'

function App({ demo }: { demo: boolean }) {
  const [line, setLine] = useState<Line>('opening')
  const [items, setItems] = useState<readonly Item[]>([])
  const [problem, setProblem] = useState('')
  const count = useRef(0)
  const aborts = useRef(new Map<number, AbortController>())
  const busy = useRef(false)

  useEffect(() => {
    void call('GET', '/state').then(({ status }) => setLine(status === 410 ? 'over' : 'open'))
  }, [])
  useEffect(() => {
    const next = items.find(({ status }) => status === 'waiting')
    if (next && !busy.current) void send(next)
  }, [items])

  function change(id: number, part: Partial<Item>): void {
    setItems((all) => all.map((item) => (item.id === id ? { ...item, ...part } : item)))
  }

  async function send({ id, file }: Item): Promise<void> {
    busy.current = true
    const abort = new AbortController()
    aborts.current.set(id, abort)
    change(id, { status: 'sending', problem: '' })
    const sent = await sendFile(file, abort.signal, {
      progress: (sentBytes) => change(id, { status: 'sending', sentBytes }),
      paused: () => change(id, { status: 'paused' }),
    })
    busy.current = false
    if (sent.type === 'over') setLine('over')
    else if (sent.type === 'sent')
      change(id, { status: 'sent', uploadId: sent.uploadId, sentBytes: file.size })
    else if (sent.type === 'failed') change(id, { status: 'failed', problem: sent.sentence || words.failed })
    // Wakes the line for whatever waits behind it.
    setItems((all) => [...all])
  }

  function add(files: FileList | null): void {
    const added = [...(files ?? [])].map((file): Item => {
      count.current += 1
      const refused = file.size === 0 ? words.empty : file.size > largestBytes ? words.tooLarge : ''
      const status = refused ? 'failed' : 'waiting'
      return { id: count.current, file, status, sentBytes: 0, problem: refused, uploadId: '' }
    })
    setItems((all) => [...all, ...added])
  }

  function remove(id: number): void {
    aborts.current.get(id)?.abort()
    setItems((all) => all.filter((item) => item.id !== id))
  }

  async function finish(): Promise<void> {
    setLine('handing')
    setProblem('')
    const files = items
      .filter(({ status }) => status === 'sent')
      .map(({ uploadId, file }) => ({ uploadId, name: file.name.slice(0, 255) }))
    const answer = await call('POST', '/done', { files })
    if (answer.status === 200) return setLine('finished')
    setProblem(answer.body?.error?.message ?? words.again)
    setLine(answer.status === 410 ? 'over' : 'open')
  }

  const sent = items.filter(({ status }) => status === 'sent').length
  const ready = sent > 0 && items.every(({ status }) => status === 'sent' || status === 'failed')
  return (
    <main>
      {demo && <p class="demo">{words.demo}</p>}
      <h1>{words.title}</h1>
      {line === 'finished' ? (
        <p class="finished" role="status">
          {words.finished(sent)}
        </p>
      ) : line === 'over' ? (
        <p class="problem" role="alert">
          {words.over}
        </p>
      ) : (
        <>
          <p>{words.lead}</p>
          <label class="choose">
            <input
              type="file"
              multiple
              accept="image/*,application/pdf,.heic"
              disabled={line !== 'open'}
              onChange={(event) => {
                add(event.currentTarget.files)
                event.currentTarget.value = ''
              }}
            />
            <span>{line === 'opening' ? words.opening : words.choose}</span>
          </label>
          <p class="hint">{words.hint}</p>
          {items.length > 0 && (
            <ul aria-label={words.files}>
              {items.map((item) => (
                <ItemView
                  key={item.id}
                  item={item}
                  remove={() => remove(item.id)}
                  retry={() => change(item.id, { status: 'waiting', problem: '' })}
                />
              ))}
            </ul>
          )}
          {problem && (
            <p class="problem" role="alert">
              {problem}
            </p>
          )}
          <button
            type="button"
            class="done"
            disabled={!ready || line !== 'open'}
            onClick={() => void finish()}
          >
            {line === 'handing' ? words.handing : words.done}
          </button>
        </>
      )}
    </main>
  )
}

function ItemView({ item, remove, retry }: { item: Item; remove: () => void; retry: () => void }) {
  const percent = Math.floor((100 * item.sentBytes) / Math.max(1, item.file.size))
  const note = {
    waiting: words.waiting,
    sending: words.sending(percent),
    paused: words.paused,
    sent: words.sent,
    failed: item.problem,
  }[item.status]
  const canRetry = item.status === 'failed' && item.file.size > 0 && item.file.size <= largestBytes
  return (
    <li class={item.status}>
      <span class="name">
        <bdi>{item.file.name}</bdi>
        <small role="status">{note}</small>
        {(item.status === 'sending' || item.status === 'paused') && (
          <progress max={100} value={percent} aria-label={item.file.name} />
        )}
      </span>
      {canRetry && (
        <button type="button" onClick={retry}>
          {words.retry}
        </button>
      )}
      <button type="button" onClick={remove} aria-label={`${words.remove} ${item.file.name}`}>
        {words.remove}
      </button>
    </li>
  )
}

document.documentElement.lang = language
document.title = `${words.title} – Một Cửa`
const page = document.getElementById('page')
if (page) render(<App demo={document.documentElement.hasAttribute('data-demo')} />, page)
