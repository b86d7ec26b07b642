// Resident identity numbers (GB 11643), as somebody types them. Knows their shape, date and check character; it must not
// know who exists. The codes are the server's, so that both name a fault alike; the server's word counts.

export type IdCardFault =
  | 'id-number-length'
  | 'id-number-character'
  | 'id-number-area'
  | 'id-number-test-area'
  | 'id-number-birth-date'
  | 'id-number-birth-future'
  | 'id-number-check'

export type IdCard =
  | { ok: true; number: string; birth: string; sex: 'female' | 'male' }
  | { ok: false; fault: IdCardFault }

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECKS = '10X98765432'
/** The division that is never assigned: made-up people. */
const TEST_AREA = '999999'
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91'.split(' '),
)

export interface IdCardRules {
  /** Whether the server takes made-up people. */
  testArea: boolean
  /** Today in Shanghai, `YYYY-MM-DD`. */
  today: string
}

/** Full-width digits and letters, spaces and a small x, as they come from keyboards and copied texts. */
export function tidyIdNumber(typed: string): string {
  return typed
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\s\u3000-]/g, '')
    .toUpperCase()
}

export function readIdCard(typed: string, rules: IdCardRules): IdCard {
  const number = tidyIdNumber(typed)
  if (number.length !== 18) return { ok: false, fault: 'id-number-length' }
  if (!/^[0-9]{17}[0-9X]$/.test(number)) return { ok: false, fault: 'id-number-character' }
  if (number.startsWith(TEST_AREA)) {
    if (!rules.testArea) return { ok: false, fault: 'id-number-test-area' }
  } else if (!PROVINCES.has(number.slice(0, 2))) {
    return { ok: false, fault: 'id-number-area' }
  }
  const birth = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
  if (!isDay(birth)) return { ok: false, fault: 'id-number-birth-date' }
  if (birth > rules.today) return { ok: false, fault: 'id-number-birth-future' }
  if (checkOf(number) !== number[17]) return { ok: false, fault: 'id-number-check' }
  return { ok: true, number, birth, sex: Number(number[16]) % 2 === 0 ? 'female' : 'male' }
}

/** The last four characters of an ID number, as a witness gives them. */
export function isLastFour(typed: string): boolean {
  return /^[0-9]{3}[0-9X]$/.test(tidyIdNumber(typed))
}

function checkOf(number: string): string | undefined {
  let sum = 0
  WEIGHTS.forEach((weight, place) => {
    sum += weight * Number(number[place])
  })
  return CHECKS[sum % 11]
}

function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === day
}
