import type { Schemas } from '@zerotrip/shared/wire'
import { describe, expect, it, vi } from 'vitest'
import type { Item } from '../src/draft/checklist'
import { newDraft } from '../src/draft/draft'
import { filedOn } from '../src/slip/slip'

vi.stubGlobal('window', {})
vi.stubGlobal('navigator', { languages: [] })
const { voiceOf } = await import('../src/speak')

const caseOf = (id: string, stage: string, number?: string) => ({ id, item: 'i', stage, number }) as unknown as Schemas['CaseView']
const draftOf = (id: string, submittedAt?: string) => ({ ...newDraft(id, { id: 'v', residentId: 'r' }, 'i', 'c'), ...(submittedAt === undefined ? {} : { submittedAt }) })
const itemOf = (code: string) => ({ guide: { time_limit: { promised_working_days: code === 'at once' ? 0 : 5 } } }) as unknown as Item

describe('the slip', () => {
  it('tells what was filed, once, and what comes next', () => {
    const filed = filedOn([caseOf('a', 'received', 'N-1'), caseOf('b', 'correction_requested', 'N-2')], [draftOf('a', 'at'), draftOf('c', 'at'), draftOf('d')], itemOf)
    expect(filed.map(({ number, next, days }) => [number, next, days])).toEqual([
      ['N-1', 'slip.nextReceived', 5],
      ['N-2', 'slip.nextMend', 5],
      [undefined, 'slip.nextSent', 5],
    ])
  })

  it('knows a word for every stage', () => {
    const next = (stage: string) => filedOn([caseOf('a', stage)], [], itemOf)[0]?.next
    expect(['receiving', 'in_review', 'approved', 'issued', 'refused', 'closed'].map(next)).toEqual([
      'slip.nextReceiving', 'slip.nextReceived', 'slip.nextDecided', 'slip.nextDecided', 'slip.nextOver', 'slip.nextOver',
    ])
  })

  it('promises no days for what is decided on the spot', () => {
    expect(filedOn([{ ...caseOf('a', 'received'), item: 'at once' }], [], itemOf).map(({ next }) => next)).toEqual(['slip.nextToday'])
  })
})

describe('a voice', () => {
  it('is one of the phone’s own, in the language that is shown', () => {
    const voices = [
      { lang: 'zh-CN', localService: false, name: 'far' },
      { lang: 'zh_CN', localService: true, name: 'near' },
      { lang: 'en-GB', localService: true, name: 'english' },
    ]
    expect(voiceOf(voices, 'zh-CN')?.name).toBe('near')
    expect(voiceOf(voices, 'en')?.name).toBe('english')
    expect(voiceOf(voices.slice(0, 1), 'zh-CN')).toBeUndefined()
  })
})
