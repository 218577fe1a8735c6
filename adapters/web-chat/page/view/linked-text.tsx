// Text as text nodes; https addresses in it become links that tell the other side nothing.
import { splitLinks } from '../transcript.ts'

export function LinkedText({ text }: { text: string }) {
  return (
    <>
      {splitLinks(text).map(({ text: part, href }, index) =>
        href === null ? (
          part
        ) : (
          <a key={index} href={href} target="_blank" rel="noopener noreferrer">
            {part}
          </a>
        ),
      )}
    </>
  )
}
