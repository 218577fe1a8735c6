// One message that is part of the conversation.
import { words } from '../language.ts'
import type { Card, Message, SentFile } from '../transcript.ts'
import { FileIcon } from './icons.tsx'
import { LinkedText } from './linked-text.tsx'

export function MessageView({ message }: { message: Message }) {
  return (
    <div class={message.card ? 'bubble with-card' : 'bubble'} data-message={message.id}>
      <span class="unseen">{message.from === 'me' ? words.you : words.assistant} </span>
      {message.card ? <CardView card={message.card} /> : message.text && <LinkedText text={message.text} />}
      {message.files.length > 0 && (
        <ul class="files">
          {message.files.map((file, index) => (
            <li key={index}>
              <FileView file={file} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function CardView({ card }: { card: Card }) {
  return (
    <div class="card">
      <h2>{card.title}</h2>
      <dl>
        {card.lines.map(({ label, text }, index) => (
          <div key={index}>
            <dt>{label}</dt>
            <dd>
              <LinkedText text={text} />
            </dd>
          </div>
        ))}
      </dl>
      {card.note && (
        <p class="note">
          <LinkedText text={card.note} />
        </p>
      )}
    </div>
  )
}

function FileView({ file }: { file: SentFile }) {
  const name = file.name || words.file
  if (file.preview) return <img class="photo" src={file.preview} alt={name} />
  return (
    <span class="file">
      <FileIcon />
      <bdi>{name}</bdi>
    </span>
  )
}
