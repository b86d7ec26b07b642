// Times, sizes and spans for eyes. Knows that the centre's days are Shanghai's, whatever the phone's settings say; China
// has kept UTC+8 without summer time since 1991, so the offset is reckoned and no time zone data is needed.

const SHANGHAI = 8 * 3600 * 1000

/** `YYYY-MM-DD` in Shanghai. */
export function shanghaiDay(at: number | string): string {
  return shifted(at).slice(0, 10)
}

/** `HH:MM` in Shanghai. */
export function shanghaiClock(at: number | string): string {
  return shifted(at).slice(11, 16)
}

/** RFC 3339 in Shanghai, to the second, as the contract takes times of a phone. */
export function shanghaiTime(at: number): string {
  return `${shifted(at).slice(0, 19)}+08:00`
}

/** `381 KB`, `1.2 MB`. */
export function bytesInWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} KB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

export interface Span {
  unit: 'minute' | 'hour' | 'day'
  count: number
}

/** A span in its largest whole unit: 90 minutes are one hour. */
export function spanOf(milliseconds: number): Span {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000))
  if (minutes < 60) return { unit: 'minute', count: minutes }
  if (minutes < 48 * 60) return { unit: 'hour', count: Math.floor(minutes / 60) }
  return { unit: 'day', count: Math.floor(minutes / 1440) }
}

function shifted(at: number | string): string {
  const instant = typeof at === 'number' ? at : Date.parse(at)
  return new Date(instant + SHANGHAI).toISOString()
}
