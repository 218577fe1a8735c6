// Which language the page speaks. Vietnamese unless the person chose otherwise here; the choice is all that is kept in
// localStorage, because nothing personal may stay behind on a shared computer.
import { dictionaries, type Language } from './words.ts'

const key = 'motcua-language'

export const language: Language = stored() === 'en' ? 'en' : 'vi'
export const words = dictionaries[language]

export function switchLanguage(): void {
  try {
    localStorage.setItem(key, language === 'vi' ? 'en' : 'vi')
  } catch {
    return // Storage is blocked: the page stays as it is, the assistant still changes its language.
  }
  location.reload()
}

function stored(): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}
