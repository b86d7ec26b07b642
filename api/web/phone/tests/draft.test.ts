import 'fake-indexeddb/auto'
import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { PhoneDb } from '../src/db/db'
import { bodyOf } from '../src/draft/body'
import { consentsOf, coversOf, lacksOf, tasksOf, type Item } from '../src/draft/checklist'
import { newDraft, type Draft, type FilePurpose } from '../src/draft/draft'
import { Drafts } from '../src/draft/drafts'
import { submit } from '../src/draft/submit'
import { isFull } from '../src/storage'
import { makeVault } from '../src/vault/keys'

// The published golden payloads, which the server's own tests read too.
const golden = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../../mobile-contract/fixtures/v1/${name}.json`, import.meta.url), 'utf8')) as unknown
const item = golden('item-view') as Item
const material = (code: string) => item.guide.materials.find((one) => one.code === code) as Item['guide']['materials'][0]
const said = (given: boolean) => ({ given, at: '2026-11-23T09:06:30+08:00', version: '2026-1' })

let draft: Draft
let n = 0

beforeEach(() => {
  draft = newDraft('case', { id: 'visit', residentId: 'resident' }, item.code, '2018-01-illustrative-1')
})

function file(purpose: FilePurpose, of?: string): string {
  const fileId = `file-${(n += 1)}`
  draft.files.push({ fileId, sha256: 'aa', size: 4, mediaType: 'image/jpeg', purpose, ...(of === undefined ? {} : { material: of }) })
  if (of !== undefined) draft.covers[of] = { cover: 'file' }
  return fileId
}

function complete(): void {
  draft.residentSeen = true
  draft.formSeen = true
  for (const kind of consentsOf(item, draft)) draft.consents[kind] = said(true)
  file('material', 'id-card')
  file('material', 'end-of-work')
  file('material', 'form')
  file('signature')
  draft.mandate.signedAt = '2026-11-23T09:08:00+08:00'
}

const lacks = () => lacksOf(item, draft).map((lack) => lack.material?.code ?? lack.consent ?? lack.key)

describe("the phone's checklist", () => {
  it('asks for nothing that data sharing fetches or that was abolished', () => {
    expect(lacks()).not.toContain('biz')
    expect(item.no_longer_asked.length).toBeGreaterThan(0)
  })

  it('begins with everything to do and ends with nothing lacking', () => {
    expect(tasksOf(item, draft).map((task) => task.state)).toEqual(['todo', 'todo', 'todo', 'todo', 'todo'])
    complete()
    expect(lacks()).toEqual([])
    expect(tasksOf(item, draft).map((task) => task.state)).toEqual(['done', 'done', 'done', 'done', 'done'])
  })

  it('tells a task that was begun from one that was not', () => {
    file('material', 'id-card')
    expect(tasksOf(item, draft).find((task) => task.name === 'photos')?.state).toBe('part')
  })

  it('leaves the paper way when the photo was refused', () => {
    complete()
    draft.consents.id_photo = said(false)
    expect(coversOf(material('id-card'), draft)).toEqual(['original_seen'])
    expect(lacks()).toEqual(['id-card'])
    draft.covers['id-card'] = { cover: 'original_seen' }
    expect(lacksOf(item, draft).map((lack) => lack.key)).toEqual(['lack.note'])
    draft.covers['id-card'] = { cover: 'original_seen', note: '已核对原件，末四位 0011' }
    expect(lacks()).toEqual([])
  })

  it('asks for a signed commitment when something follows', () => {
    complete()
    draft.covers['end-of-work'] = { cover: 'deferred' }
    expect(lacks()).toEqual(['lack.commitment'])
    file('commitment')
    expect(lacks()).toEqual([])
  })

  it('asks for one witness of a thumb-print and two of an assent', () => {
    complete()
    draft.mandate.kind = 'thumbprint'
    expect(lacks()).toEqual(['lack.witness'])
    draft.mandate.witness = { name: '李小芳', last4: '004x' }
    expect(lacks()).toEqual([])
    draft.mandate.kind = 'oral_assent'
    expect(lacks()).toEqual(['lack.witness'])
  })

  it('cannot go on without the first consent', () => {
    complete()
    draft.consents.personal_information = said(false)
    expect(lacksOf(item, draft).map((lack) => lack.key)).toEqual(['lack.refused'])
  })
})

describe('the body', () => {
  it('has the shape of the golden payload', () => {
    complete()
    const body = bodyOf(draft, item, '陈静', '2026-11-23T09:12:00+08:00', 'w') as Record<string, unknown>
    const model = golden('put-case') as Record<string, unknown>
    expect(Object.keys(model).sort()).toEqual(Object.keys(body).sort())
    expect(body['manifest']).toHaveLength(4)
  })

  it('names no photo that is not wanted any more', () => {
    complete()
    draft.consents.id_photo = said(false)
    draft.covers['id-card'] = { cover: 'original_seen', note: '0011' }
    const body = bodyOf(draft, item, '陈静', '2026-11-23T09:12:00+08:00', 'w')
    expect(body.manifest.map((one) => one.material)).toEqual(['end-of-work', 'form', undefined])
    expect(body.consents.find((one) => one.kind === 'id_photo')?.given).toBe(false)
  })

  it('carries the witness of a thumb-print and nobody with a signature', () => {
    complete()
    draft.mandate.witness = { name: ' 李小芳 ', last4: '004x' }
    expect(bodyOf(draft, item, '陈静', 'at', 'w').mandate.witness).toBeUndefined()
    draft.mandate.kind = 'thumbprint'
    expect(bodyOf(draft, item, '陈静', 'at', 'w').mandate.witness).toEqual({ name: '李小芳', id_last4: '004X' })
  })
})

describe('submitting', () => {
  it.each([
    [true, 'age'],
    [false, 'pin'],
  ])('freezes the body and claims its photos (sealed bodies: %s)', async (sealedBodies, kind) => {
    const db = new PhoneDb(`submit-${kind}`)
    const { key } = await makeVault('246801', 10)
    const drafts = new Drafts(db, () => key, () => 5)
    complete()
    draft.files = []
    const photo = { bytes: new ArrayBuffer(4), sha256: 'aa', size: 4, thumb: new ArrayBuffer(2) }
    const kept = await drafts.keepFile(draft, photo, { mediaType: 'image/jpeg', purpose: 'material', material: 'id-card' })
    const seal = async (bytes: ArrayBuffer) => ({ bytes: bytes.slice(0, 3), sha256: '', size: 3 })
    await submit(draft, item, { db, key, recipient: 'age1', sealedBodies, agentName: '陈静', now: 7, seal })
    const row = (await db.data.toArray())[0]
    expect(row).toMatchObject({ objectId: 'case', baseVersion: 0, act: 'put-case', body: { kind } })
    expect(await db.media.get(kept.fileId)).toMatchObject({ claimed: true, awaits: ['case'] })
    expect((await drafts.read('case'))?.submittedAt).toBeDefined()
    expect(JSON.stringify(row)).not.toContain('陈静')
  })
})

describe('a photo for which there is no room', () => {
  it('is not in the draft, and the draft stays as it was', async () => {
    const db = new PhoneDb('no-room')
    const { key } = await makeVault('246801', 1)
    const drafts = new Drafts(db, () => key, () => 0)
    await drafts.save(draft)
    const full = Object.assign(new Error('full'), { name: 'QuotaExceededError' })
    db.bytes.hook('creating', () => {
      throw full
    })
    const photo = { bytes: new ArrayBuffer(4), sha256: 'aa', size: 4 }
    const keeping = drafts.keepFile(draft, photo, { mediaType: 'image/jpeg', purpose: 'material', material: 'id-card' })
    expect(isFull(await keeping.catch((fault: unknown) => fault))).toBe(true)
    expect([draft.files, draft.covers]).toEqual([[], {}])
    expect(await drafts.read(draft.id)).toEqual(draft)
    expect(await db.media.count()).toBe(0)
    db.close()
  })
})
