// One message that is part of the conversation.
import type { Chat } from '../chat.ts'
import { words } from '../language.ts'
import type { Card, Message } from '../transcript.ts'
import { FileView } from './file-view.tsx'
import { LinkedText } from './linked-text.tsx'

export function MessageView({ message, chat }: { message: Message; chat: Chat }) {
  return (
    <div class={message.card ? 'bubble with-card' : 'bubble'} data-message={message.id}>
      <span class="unseen">{message.from === 'me' ? words.you : words.assistant} </span>
      {message.card ? <CardView card={message.card} /> : message.text && <LinkedText text={message.text} />}
      {message.files.length > 0 && (
        <ul class="files">
          {message.files.map((file, index) => (
            <li key={index}>
              <FileView file={file} chat={chat} />
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
