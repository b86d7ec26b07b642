import { describe, expect, it } from 'vitest'
import { isLastFour, readIdCard } from '../src/idcard'

const rules = { testArea: true, today: '2026-11-23' }


describe('an identity number', () => {
  it('gives birth date and sex', () => {
    const card = readIdCard(withCheck('99999919480101002'), rules)
    expect(card).toMatchObject({ ok: true, birth: '1948-01-01', sex: 'female' })
  })

  it('is read as people type it', () => {
    const number = withCheck('99999919480101002')
    const wide = number.replace(/[0-9X]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
    expect(readIdCard(` ${wide} `, rules)).toMatchObject({ ok: true, number })
  })

  it('of made-up people is taken only where the server says so', () => {
    expect(readIdCard(withCheck('99999919480101002'), { ...rules, testArea: false })).toEqual({
      ok: false,
      fault: 'id-number-test-area',
    })
  })

  it('names its fault', () => {
    const fault = (typed: string) => {
      const card = readIdCard(typed, rules)
      return card.ok ? 'none' : card.fault
    }
    expect(fault('123')).toBe('id-number-length')
    expect(fault('99999919480101A027')).toBe('id-number-character')
    expect(fault('007007194801010027')).toBe('id-number-area')
    expect(fault('999999194802300027')).toBe('id-number-birth-date')
    expect(fault('999999203001010027')).toBe('id-number-birth-future')
  })

  it('with one wrong digit is never taken', () => {
    const number = withCheck('99999919480101002')
    for (let place = 0; place < 17; place += 1) {
      for (let digit = 0; digit < 10; digit += 1) {
        if (number[place] === String(digit)) continue
        const wrong = number.slice(0, place) + String(digit) + number.slice(place + 1)
        expect(readIdCard(wrong, rules).ok).toBe(false)
      }
    }
  })

  it('has last four characters a witness can give', () => {
    expect(isLastFour('002x')).toBe(true)
    expect(isLastFour('00X2')).toBe(false)
  })
})

function withCheck(first17: string): string {
  const found = '0123456789X'.split('').find((check) => readIdCard(first17 + check, rules).ok)
  return first17 + (found ?? '?')
}
