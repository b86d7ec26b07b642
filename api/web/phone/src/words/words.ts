// The words that the worker meets, Chinese first. One language at a time, switched without a reload.

import { fill, langOf, type Lang, type Values } from '@zerotrip/shared/words'
import { ref, shallowReactive } from 'vue'
import zh from './zh-CN.json'

export type Key = keyof typeof zh

type Words = Readonly<Record<Key, string>>
/** Chinese is always there; English comes with the first one who asks for it. */
const dictionaries = shallowReactive<{ 'zh-CN': Words; en?: Words }>({ 'zh-CN': zh })

export const lang = ref<Lang>(langOf(navigator.languages ?? []))

export async function setLang(chosen: Lang): Promise<void> {
  if (chosen === 'en') dictionaries.en ??= (await import('./en.json')).default
  lang.value = chosen
  document.documentElement.lang = chosen
}

export function t(key: Key, values?: Values): string {
  return fill((dictionaries[lang.value] ?? zh)[key], values)
}

/** The word for a code, where there is one; the code itself says more than nothing. */
export function word(prefix: string, code: string): string {
  const key = `${prefix}.${code}`
  return key in zh ? t(key as Key) : code
}

/** A name that the server gives in both languages. */
export function named(name: { zh: string; en: string }): string {
  return lang.value === 'en' ? name.en : name.zh
}
