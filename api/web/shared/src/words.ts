// Words of an app in its languages: two flat dictionaries and a look-up. Knows no framework; whoever shows the words makes
// `lang` reactive. A whole i18n library weighs 34 KB on a phone's first screen and does no more for us.

export type Lang = 'zh-CN' | 'en'
export type Dictionary<Key extends string> = Readonly<Record<Key, string>>
export type Values = Readonly<Record<string, string | number>>

/** A text with `{name}` places, filled. A place that nobody fills stays visible. */
export function fill(text: string, values: Values = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : String(value)
  })
}

/** The language a browser asks for; Chinese unless English is asked for. */
export function langOf(asked: readonly string[]): Lang {
  const first = asked.find((tag) => /^(zh|en)\b/i.test(tag))
  return first !== undefined && /^en/i.test(first) ? 'en' : 'zh-CN'
}

/** The places of a text, sorted: both languages must have the same. */
export function placesOf(text: string): string[] {
  return (text.match(/\{\w+\}/g) ?? []).sort()
}
