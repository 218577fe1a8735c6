// Starts the page.
import { render } from 'preact'
import { createChat } from './chat.ts'
import { language } from './language.ts'
import { App } from './view/app.tsx'

document.documentElement.lang = language
const demo = document.documentElement.hasAttribute('data-demo')
const page = document.getElementById('page')
if (page) render(<App chat={createChat()} demo={demo} />, page)
