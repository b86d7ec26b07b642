import { readFileSync } from 'node:fs'
import type { Schemas } from '@zerotrip/shared/wire'
import { describe, expect, it } from 'vitest'
import { bodyOf, supplementBodyOf } from '../src/draft/body'
import { atTable, consentsOf, coversOf, forms, lacksOf, tasksOf, type Item } from '../src/draft/checklist'
import type { Draft, FilePurpose } from '../src/draft/draft'
import { followingOf, isAnswered, mendingOf, noticeOf, stillAnswers, wantedOf } from '../src/draft/mending'
import { dataRow } from './rows'

const golden = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../../mobile-contract/fixtures/v1/${name}.json`, import.meta.url), 'utf8')) as unknown
const item = golden('item-view') as Item
const said = { given: true, at: '2026-11-23T09:06:30+08:00', version: '2026-1' }
const line = (material: string, source: string, state: string) => ({ material, source, state, files: [] })
const notice = (issued_at: string, ...defects: [string, string][]) => ({
  issued_at,
  defects: defects.map(([material, reason]) => ({ material, reason })),
})
const viewOf = (own: object) =>
  ({
    ...(golden('case-view') as object),
    item: item.code,
    stage: 'correction_requested',
    materials: [line('id-card', 'copy', 'covered_by_file'), line('end-of-work', 'copy', 'deferred'), line('form', 'form', 'covered_by_file')],
    ...own,
  }) as unknown as Schemas['CaseView']
const returned = viewOf({ version: 6, corrections: [notice('one', ['form', 'unreadable'], ['form', 'incomplete'])] })

function photograph(draft: Draft, purpose: FilePurpose, material?: string): void {
  draft.files.push({ fileId: `${purpose}-${material ?? ''}`, sha256: 'aa', size: 4, mediaType: 'image/jpeg', purpose, ...(material === undefined ? {} : { material }) })
  if (material !== undefined) draft.covers[material] = { cover: 'file' }
}

function complete(draft: Draft): void {
  draft.residentSeen = true
  draft.formSeen = true
  for (const kind of consentsOf(item, draft)) draft.consents[kind] = said
  photograph(draft, 'signature')
  draft.mandate.signedAt = said.at
}

const draftOf = (view: Schemas['CaseView']): Draft => {
  const draft = mendingOf(view)
  if (draft === undefined) throw new Error('nothing to mend')
  return draft
}

describe('a correction', () => {
  it('asks for what the notice names, and for a new signature', () => {
    const draft = draftOf(returned)
    expect([atTable(item, draft), forms(item, draft)].map((list) => list.map(({ code }) => code))).toEqual([[], ['form']])
    expect(draft.mends?.defects.map(({ reason }) => reason)).toEqual(['unreadable', 'incomplete'])
    expect(lacksOf(item, draft).map((lack) => lack.material?.code ?? lack.key)).toEqual(expect.arrayContaining(['form', 'lack.signature', 'lack.consent']))
  })

  it('sends only that, on the version that the server has, and keeps what was to follow', () => {
    const draft = draftOf(returned)
    complete(draft)
    photograph(draft, 'material', 'form')
    expect(lacksOf(item, draft).map(({ key }) => key)).toEqual(['lack.commitment'])
    photograph(draft, 'commitment')
    expect(lacksOf(item, draft)).toEqual([])
    const body = bodyOf(draft, item, '陈静', '2026-11-23T09:12:00+08:00', 'w')
    expect(body).toMatchObject({ base_version: 6, catalogue_version: returned.catalogue_version, visit_id: returned.visit_id })
    expect(body.materials).toEqual([{ material: 'end-of-work', cover: 'deferred' }, { material: 'form', cover: 'file' }])
    expect(body.manifest.map(({ purpose, material }) => material ?? purpose)).toEqual(['signature', 'form', 'commitment'])
  })

  it('photographs a shared material when the notice names it', () => {
    const draft = draftOf(viewOf({ corrections: [notice('one', ['biz', 'wrong_person'])] }))
    expect(atTable(item, draft).map(({ code }) => code)).toEqual(['biz'])
  })

  it('asks for nothing while its answer is under way, or newer than the copy', () => {
    const row = dataRow({ objectId: returned.id, act: 'put-case' })
    const told = { writeId: 'w', act: 'put-case' as const, objectId: returned.id, version: 7 }
    expect([isAnswered(returned, [], []), isAnswered(returned, [row], []), isAnswered(returned, [], [told])]).toEqual([false, true, true])
    expect(isAnswered({ ...returned, version: 7 }, [dataRow({ objectId: 'other', act: 'put-case' })], [told])).toBe(false)
  })

  it('is over once it was answered, and another one is another', () => {
    const draft = draftOf(returned)
    expect(stillAnswers(draft, viewOf({ ...returned, version: 9 }))).toBe(true)
    expect(stillAnswers(draft, viewOf({ corrections: [notice('two', ['form', 'expired'])] }))).toBe(false)
    const answered = viewOf({ stage: 'received', corrections: [{ ...notice('one', ['form', 'expired']), answered_at: 'later' }] })
    expect([noticeOf(answered), mendingOf(answered), stillAnswers(draft, answered)]).toEqual([undefined, undefined, false])
  })
})

describe('what was to follow', () => {
  const accepted = viewOf({ stage: 'accepted', version: 4, deferral: { materials: ['end-of-work'], due_at: 'then', missed: false } })

  it('is one task, asks nobody to sign, and sends no more than that', () => {
    const draft = draftOf(accepted)
    expect(tasksOf(item, draft).map(({ name, state }) => [name, state])).toEqual([['photos', 'todo']])
    const [material] = atTable(item, draft)
    expect(material && coversOf(material, draft)).toEqual(['file', 'original_seen'])
    photograph(draft, 'material', 'end-of-work')
    expect(lacksOf(item, draft)).toEqual([])
    const body = supplementBodyOf(draft, item, 'w')
    expect(body).toMatchObject({ write_id: 'w', base_version: 4, materials: [{ material: 'end-of-work', cover: 'file' }] })
    expect(body.manifest.map(({ material }) => material)).toEqual(['end-of-work'])
  })

  it('comes in parts', () => {
    const materials = [line('end-of-work', 'copy', 'deferred'), line('form', 'form', 'deferred')]
    const draft = draftOf(viewOf({ ...accepted, materials }))
    expect(lacksOf(item, draft)).toHaveLength(2)
    photograph(draft, 'material', 'form')
    expect(lacksOf(item, draft)).toEqual([])
    expect(supplementBodyOf(draft, item, 'w').materials).toEqual([{ material: 'form', cover: 'file' }])
    // The other came by another phone meanwhile: what is here is still wanted.
    expect(stillAnswers(draft, viewOf({ ...accepted, materials }))).toBe(true)
  })

  it('is nothing once the term is over or the case has gone on', () => {
    expect(followingOf(viewOf({ ...accepted, deferral: { ...accepted.deferral, over_at: 'then' } }))).toEqual([])
    expect(followingOf(viewOf({ ...accepted, stage: 'approved' }))).toEqual([])
  })
})

describe('a shared material', () => {
  it('is photographed once nobody could look it up', () => {
    const materials = [line('biz', 'share', 'missing'), line('form', 'form', 'missing')]
    const outstanding = [
      { kind: 'material', code: 'material-not-found', material: 'biz' },
      { kind: 'material', code: 'material-missing', material: 'form' },
    ]
    const view = viewOf({ stage: 'receiving', materials, outstanding })
    expect(wantedOf(view)).toEqual(['biz'])
    expect(wantedOf({ ...view, stage: 'received' })).toEqual([])
    const draft = { ...draftOf(returned), wanted: ['biz'] }
    delete draft.mends
    expect(atTable(item, draft).map(({ code }) => code)).toEqual(['id-card', 'end-of-work', 'biz'])
  })
})
