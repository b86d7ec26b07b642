// How this phone shows the app: language and size of type. Nothing personal.

import { ref } from 'vue'
import type { Lang } from '@zerotrip/shared/words'
import { db } from './app'
import { lang, setLang } from './words/words'

export const large = ref(false)

export async function openSettings(): Promise<void> {
  await setLang((await db.value<Lang>('lang')) ?? lang.value)
  setLarge((await db.value<boolean>('large')) ?? false)
}

export async function chooseLang(chosen: Lang): Promise<void> {
  await setLang(chosen)
  await db.setValue('lang', chosen)
}

export async function chooseLarge(on: boolean): Promise<void> {
  setLarge(on)
  await db.setValue('large', on)
}

function setLarge(on: boolean): void {
  large.value = on
  document.documentElement.classList.toggle('large', on)
}
