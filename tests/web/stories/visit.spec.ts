import { expect, test } from '@playwright/test'
import { everyCaseOnce, heldBy, nothingHeld } from '../held'
import { begin, collect, finishVisit, go, planVisit, provided, sendAll, sendNow, signIn, submit, unlock } from '../phone'
import { Centre } from '../server'

let centre: Centre
test.beforeAll(async () => {
  centre = await Centre.open()
})
test.afterAll(() => centre.close())

test('a visit without a line is received once the worker is home', async ({ page, context }) => {
  const visit = await planVisit(centre, 0, ['LJZ-SB-03'])
  await signIn(page, centre)
  await provided(page)

  await context.setOffline(true)
  await page.goto(`${centre.url}/m/#/visit/${visit}`)
  await page.reload()
  await unlock(page)
  await begin(page, visit)
  await collect(page, 1)

  // The page dies on the way; everything is there again behind the PIN.
  await page.reload()
  await unlock(page)
  await submit(page)
  await finishVisit(page)
  await go(page, '#/outbox')
  await expect(page.getByText(/待上传：办理内容 3 项，照片 2 张/)).toBeVisible()
  const held = await heldBy(page)

  const { ask } = await centre.client(0)
  expect((await ask(`/v1/visits/${visit}`)).body.stage).toBe('planned')

  await context.setOffline(false)
  await sendAll(page)
  expect((await ask(`/v1/visits/${visit}`)).body.stage).toBe('finished')
  await everyCaseOnce(centre, 0, held)
  await nothingHeld(page)
})

test('two tabs send each thing once', async ({ page, context }) => {
  const visit = await planVisit(centre, 1, ['LJZ-SB-03'])
  await signIn(page, centre, 1)
  const other = await context.newPage()
  await other.goto(`${centre.url}/m/`)
  await unlock(other)
  await expect(other.getByText('名单更新于')).toBeVisible()
  const done: string[] = []
  context.on('response', (response) => {
    const what = `${response.request().method()} ${new URL(response.url()).pathname.replace(/[0-9a-f-]{36}/, '{id}')}`
    if (response.ok() && /^(POST .v1.uploads|PUT .v1.cases..id.|POST .v1.visits..id..start)$/.test(what)) done.push(what)
  })
  // A page behind another is painted once a second: the pen would crawl.
  await page.bringToFront()
  await begin(page, visit)
  await context.setOffline(true)
  await collect(page, 1)
  await submit(page)
  const held = await heldBy(page)
  await context.setOffline(false)
  await Promise.all([page, other].map(sendNow))
  await expect(page.getByText('没有待上传的内容。')).toBeVisible({ timeout: 60_000 })
  expect(done.sort()).toEqual(['POST /v1/uploads', 'POST /v1/uploads', 'POST /v1/visits/{id}/start', 'PUT /v1/cases/{id}'])
  await everyCaseOnce(centre, 1, held)
  await nothingHeld(page)
})

test('what was submitted leaves while the phone is locked', async ({ page, context }) => {
  const visit = await planVisit(centre, 2, ['LJZ-SB-03'])
  await signIn(page, centre, 2)
  await provided(page)
  await context.setOffline(true)
  await begin(page, visit)
  await collect(page, 1)
  await submit(page)
  const held = await heldBy(page)
  await go(page, '#/me')
  await page.getByRole('button', { name: '立即上锁' }).click()
  await expect(page.getByLabel('PIN（6 位数字）')).toBeVisible()
  // Another page life: nothing is left in memory but what the phone keeps.
  await context.setOffline(false)
  await page.reload()
  await expect(page.getByLabel('PIN（6 位数字）')).toBeVisible()
  const { ask } = await centre.client(2)
  await expect
    .poll(async () => {
      const [id] = (await ask(`/v1/visits/${visit}`)).body.case_ids
      return id === undefined ? 'none' : (await ask(`/v1/cases/${id}`)).body.stage
    })
    .toBe('received')
  await everyCaseOnce(centre, 2, held)
})
