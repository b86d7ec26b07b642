// Reading aloud. Only with a voice that lives on the phone: others send what they read to somebody's server, and what is read
// here names people.

import { computed, ref } from 'vue'
import { lang } from './words/words'

interface Voice {
  lang: string
  localService: boolean
}

const synthesis = (window as { speechSynthesis?: SpeechSynthesis }).speechSynthesis
const voices = ref<SpeechSynthesisVoice[]>([])

/** A voice of the phone's own for a language. */
export function voiceOf<One extends Voice>(all: One[], wanted: string): One | undefined {
  const language = wanted.slice(0, 2)
  return all.find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(language))
}

const voice = computed(() => voiceOf(voices.value, lang.value))
export const canSpeak = computed(() => voice.value !== undefined)
/** What is being read just now. */
export const speaking = ref('')

function bring(): void {
  voices.value = synthesis?.getVoices() ?? []
}
bring()
// Voices come late on most phones; the oldest tell nobody.
synthesis?.addEventListener?.('voiceschanged', bring)

export function speak(text: string): void {
  if (synthesis === undefined || voice.value === undefined) return
  hush()
  const saying = new SpeechSynthesisUtterance(text)
  saying.voice = voice.value
  saying.lang = voice.value.lang
  saying.rate = 0.9
  saying.onend = saying.onerror = () => {
    if (speaking.value === text) speaking.value = ''
  }
  speaking.value = text
  synthesis.speak(saying)
}

export function hush(): void {
  speaking.value = ''
  synthesis?.cancel()
}
