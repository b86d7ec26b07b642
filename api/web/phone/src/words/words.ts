// The words that the worker meets, Chinese first. One language at a time, switched without a reload. Those of the first
// screen come with it; the others come with the first page behind the lock.

import { fill, langOf, type Lang, type Values } from '@zerotrip/shared/words'
import { ref, shallowReactive } from 'vue'
import zh from './zh-CN.json'
import type rest from './zh-CN.rest.json'

export type Key = keyof typeof zh | keyof typeof rest

type Words = Readonly<Partial<Record<Key, string>>>
/** Chinese is always there; English comes with the first one who asks for it. */
const dictionaries = shallowReactive<{ 'zh-CN': Words; en?: Words }>({ 'zh-CN': zh })

export const lang = ref<Lang>(langOf(navigator.languages ?? []))

export async function setLang(chosen: Lang): Promise<void> {
  if (chosen === 'en') dictionaries.en ??= (await import('./en.json')).default
  lang.value = chosen
  document.documentElement.lang = chosen
}

let whole = false

/** Brings the words of the pages behind the lock. */
export async function bringWords(): Promise<void> {
  if (whole) return
  dictionaries['zh-CN'] = { ...zh, ...(await import('./zh-CN.rest.json')).default }
  whole = true
}

/** The words of a key; the key itself says more than nothing. */
export function t(key: Key, values?: Values): string {
  return fill(dictionaries[lang.value]?.[key] ?? dictionaries['zh-CN'][key] ?? key, values)
}

/** The word for a code, where there is one; the code itself says more than nothing. */
export function word(prefix: string, code: string): string {
  const key = `${prefix}.${code}`
  return key in dictionaries['zh-CN'] ? t(key as Key) : code
}

/** A name that the server gives in both languages. */
export function named(name: { zh: string; en: string }): string {
  return lang.value === 'en' ? name.en : name.zh
}
