// Name, demo band and menu. The menu says plain words, the same a person could type.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Chat } from '../chat.ts'
import { switchLanguage, words } from '../language.ts'
import { CloseIcon, DoorIcon, MenuIcon } from './icons.tsx'

export function Header({ chat, demo, end }: { chat: Chat; demo: boolean; end: (() => void) | null }) {
  return (
    <header>
      <div class="bar column">
        <DoorIcon />
        <div class="title">
          <h1>{words.name}</h1>
          <p>{words.tagline}</p>
        </div>
        {end && <Menu chat={chat} end={end} />}
      </div>
      {demo && <p class="demo">{words.demo}</p>}
    </header>
  )
}

function Menu({ chat, end }: { chat: Chat; end: () => void }) {
  const [open, setOpen] = useState(false)
  const area = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)

  useEffect(() => {
    if (!open) return
    area.current?.querySelector<HTMLButtonElement>('li button')?.focus()
    const outside = (event: Event) => {
      if (!area.current?.contains(event.target as Node)) setOpen(false)
    }
    document.addEventListener('pointerdown', outside)
    document.addEventListener('focusin', outside)
    return () => {
      document.removeEventListener('pointerdown', outside)
      document.removeEventListener('focusin', outside)
    }
  }, [open])

  function close(): void {
    setOpen(false)
    button.current?.focus()
  }

  function say(text: string): void {
    close()
    chat.say(text)
  }

  const { restart, dossiers, help, person, language } = words.said
  return (
    <nav class="menu" ref={area} onKeyDown={(event) => event.key === 'Escape' && close()}>
      <button
        type="button"
        class="round"
        ref={button}
        aria-expanded={open}
        aria-controls="menu"
        aria-label={open ? words.closeMenu : words.menu}
        onClick={() => setOpen(!open)}
      >
        {open ? <CloseIcon /> : <MenuIcon />}
      </button>
      <ul id="menu" hidden={!open}>
        {[restart, dossiers, help, person].map((text) => (
          <li key={text}>
            <button type="button" onClick={() => say(text)}>
              {text}
            </button>
          </li>
        ))}
        <li>
          <button
            type="button"
            lang={language === 'English' ? 'en' : 'vi'}
            onClick={() => {
              say(language)
              // The word is on its way before the page turns over.
              setTimeout(switchLanguage, 400)
            }}
          >
            {language}
          </button>
        </li>
        <li class="apart">
          <button
            type="button"
            onClick={() => {
              close()
              end()
            }}
          >
            {words.end}
          </button>
        </li>
      </ul>
    </nav>
  )
}
