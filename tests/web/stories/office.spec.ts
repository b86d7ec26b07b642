import { expect, test } from '@playwright/test'
import { everyCaseOnce, heldBy, kept, nothingHeld, table } from '../held'
import { begin, collect, planVisit, provided, sendAll, sendNow, signIn, submit, unlock, uuidv7 } from '../phone'
import { Centre } from '../server'

// What the office does while a phone is away: what cannot be taken any more stands on the phone with its reason, whole.

let centre: Centre
test.beforeAll(async () => {
  centre = await Centre.open()
})
test.afterAll(() => centre.close())

test('a visit was given to another worker: what was done at the door stands with its reason', async ({ page, context }) => {
  const visit = await planVisit(centre, 0, ['LJZ-SB-03'])
  await signIn(page, centre)
  await provided(page)
  await context.setOffline(true)
  await begin(page, visit)
  await collect(page, 1)
  await submit(page)
  const held = await heldBy(page)

  const office = await centre.client('manager')
  centre.widen('worker2')
  const other = await centre.client('worker2')
  const { id: worker_id } = (await other.ask('/v1/session')).body.user
  const plan = (await office.ask(`/v1/visits/${visit}`)).body
  const replanned = await office.ask(`/v1/visits/${visit}`, 'PUT', {
    write_id: uuidv7(),
    base_version: plan.version,
    community_id: plan.community_id,
    resident_id: plan.resident.id,
    worker_id,
    planned_for: plan.planned_for,
    items: plan.items,
  })
  expect(replanned.status).toBe(200)

  await context.setOffline(false)
  await sendNow(page)
  await expect(page.getByText('2 项需要您处理')).toBeVisible()
  const still = await heldBy(page)
  expect(still.writes.map(({ act, state, code }) => [act, state, code])).toEqual([['start-visit', 'aside', 'forbidden'], ['put-case', 'aside', 'not-found']])
  for (const why of ['没有权限', '服务器上找不到']) await expect(page.getByText(why)).toBeVisible()
  expect({ cases: still.cases, photos: still.photos }).toEqual({ cases: held.cases, photos: held.photos })
  expect((await office.ask(`/v1/visits/${visit}`)).body).toMatchObject({ stage: 'planned', case_ids: [] })
})

test('the phone was reported lost: nothing readable is left on it, and it says why', async ({ page, context }) => {
  const visit = await planVisit(centre, 1, ['LJZ-SB-03'])
  await signIn(page, centre, 1)
  await provided(page)
  await context.setOffline(true)
  await begin(page, visit)
  await collect(page, 1)
  await submit(page)
  const device = await kept(page, 'device.id')
  const office = await centre.client('manager')
  expect((await office.ask(`/v1/devices/${device}`, 'DELETE')).status).toBe(204)

  await context.setOffline(false)
  await page.reload()
  await unlock(page)
  await expect(page.getByText('此手机已被停用')).toBeVisible()
  await expect(page.getByLabel('用户名')).toBeVisible()
  for (const name of ['synced', 'drafts', 'thumbs', 'data', 'media', 'bytes', 'acks']) expect([name, await table(page, name)]).toEqual([name, []])
})

test('two phones in one home: each case is there once, and what came second says so', async ({ page, browser }) => {
  const visit = await planVisit(centre, 2, ['LJZ-SB-03'])
  const context = page.context()
  const second = await browser.newContext()
  const other = await second.newPage()
  for (const phone of [page, other]) {
    await signIn(phone, centre, 2)
    await provided(phone)
    await phone.context().setOffline(true)
    await phone.bringToFront()
    await begin(phone, visit)
    await collect(phone, 1)
    await submit(phone)
  }
  const [mine, theirs] = [await heldBy(page), await heldBy(other)]
  await context.setOffline(false)
  await sendAll(page)
  await nothingHeld(page)
  await second.setOffline(false)
  await other.bringToFront()
  await sendNow(other)
  // The visit had begun already: the second beginning is a person's to settle. The cases are two, each with its own photos.
  await expect(other.getByText('1 项需要您处理')).toBeVisible()
  await expect.poll(async () => (await heldBy(other)).writes.map(({ act, state }) => [act, state])).toEqual([['start-visit', 'aside']])
  await everyCaseOnce(centre, 2, { cases: [...mine.cases, ...theirs.cases], photos: [...mine.photos, ...theirs.photos], writes: [] })
  await second.close()
})

test('another phone wrote the same case first: this one keeps its own and says so', async ({ page, context }) => {
  const visit = await planVisit(centre, 3, ['LJZ-SB-03'])
  await signIn(page, centre, 3)
  await provided(page)
  await context.setOffline(true)
  await begin(page, visit)
  await collect(page, 1)
  await submit(page)
  const held = await heldBy(page)
  const [id] = held.cases.map((one) => one.id)

  const { ask } = await centre.client(3)
  const seen = (await ask(`/v1/visits/${visit}`)).body
  const at = new Date().toISOString()
  const started = await ask(`/v1/visits/${visit}/start`, 'POST', { write_id: uuidv7(), base_version: seen.version, device_at: at })
  expect(started.status).toBe(200)
  const signature = uuidv7()
  const { name: agent_name } = (await ask('/v1/session')).body.user
  const { catalogue_version } = (await ask('/v1/items')).body
  const { texts } = (await ask('/v1/consent-texts')).body
  const { version: text_version } = texts.find((text: { kind: string }) => text.kind === 'personal_information')
  const first = await ask(`/v1/cases/${id}`, 'PUT', {
    write_id: uuidv7(),
    base_version: 0,
    visit_id: visit,
    resident: { id: seen.resident.id },
    item: 'LJZ-SB-03',
    catalogue_version,
    collected_at: at,
    form: {},
    mandate: { agent_name, powers: ['file'], signed_at: at, term_days: 30, signature: { kind: 'signature', file_id: signature } },
    consents: [{ kind: 'personal_information', text_version, given: true, given_at: at }],
    materials: [{ material: 'id-card', cover: 'original_seen', note: '样本 0000' }],
    manifest: [{ file_id: signature, sha256: 'ab'.repeat(32), size: 1000, media_type: 'image/png', purpose: 'signature' }],
  })
  expect(first.status).toBe(200)

  await context.setOffline(false)
  await sendNow(page)
  await expect(page.getByText('服务器上已有更新，请刷新后核对').first()).toBeVisible()
  const still = await heldBy(page)
  expect({ cases: still.cases, photos: still.photos }).toEqual({ cases: held.cases, photos: held.photos })
  expect((await ask(`/v1/cases/${id}`)).body.files.map((file: { file_id: string }) => file.file_id)).toEqual([signature])
})
