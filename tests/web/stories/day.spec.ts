import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { everyCaseOnce, heldBy, kept, nothingHeld, type Held } from '../held'
import { Line } from '../line'
import { begin, collect, compare, fillForm, finishVisit, go, grainy, paper, photograph, planVisit, provided, sayYesToAll, sendAll, sendNow, sign, signIn, submit, takePhoto, unlock } from '../phone'
import { Centre } from '../server'

// What can happen to a phone and its server in a day's work, and that nothing is lost by it or done twice.

let centre: Centre
test.beforeAll(async () => {
  centre = await Centre.open()
})
test.afterAll(() => centre.close())

test('a whole day without a line: five visits, twenty photos', async ({ page, context }) => {
  const visits: string[] = []
  for (let n = 0; n < 5; n += 1) visits.push(await planVisit(centre, 0, ['LJZ-SB-03'], n))
  await signIn(page, centre)
  await provided(page)
  await context.setOffline(true)
  for (const visit of visits) {
    await begin(page, visit)
    await collect(page, 4)
    await submit(page)
    await finishVisit(page)
  }
  await go(page, '#/outbox')
  await expect(page.getByText(/待上传：办理内容 15 项，照片 25 张/)).toBeVisible()
  const held = await heldBy(page)
  expect(held.cases.map(({ visitId }) => visitId).sort()).toEqual(visits.sort())

  await context.setOffline(false)
  await sendAll(page)
  await everyCaseOnce(centre, 0, held)
  await nothingHeld(page)
  const { ask } = await centre.client(0)
  for (const visit of visits) expect((await ask(`/v1/visits/${visit}`)).body.stage).toBe('finished')
})

test('the server dies in the middle of a photo and goes on where it was', async ({ page }) => {
  const visit = await planVisit(centre, 1, ['LJZ-SB-03'])
  const line = await Line.to(centre)
  await signIn(page, centre, 1, line.url)
  await provided(page)
  line.loses = ({ path }) => path.startsWith('/v1/')
  await begin(page, visit)
  await compare(page)
  await sayYesToAll(page)
  await page.getByRole('link', { name: /证件照片/ }).click()
  await page.getByRole('link', { name: '拍照' }).click()
  await takePhoto(page, grainy(page))
  await expect(page.locator('.thumbs img')).toHaveCount(1)
  await page.getByRole('button', { name: '完成' }).click()
  await fillForm(page)
  await sign(page)
  await submit(page)
  const held = await heldBy(page)

  const made: string[] = []
  page.on('response', (response) => {
    if (response.ok() && /\/v1\/uploads($|\/(?!have))/.test(response.url())) made.push(response.request().method())
  })
  line.loses = () => false
  const died = new Promise<void>((resolve) => {
    line.during = ({ method }) => {
      if (method !== 'PATCH') return
      line.during = () => undefined
      void centre.kill().then(resolve)
    }
  })
  await sendNow(page)
  await died
  await centre.start()
  await sendAll(page)
  await everyCaseOnce(centre, 1, held)
  await nothingHeld(page)
  // The photo was not begun anew: it was asked how far it is.
  expect(made.filter((method) => method === 'POST')).toHaveLength(2)
  expect(made).toContain('HEAD')
  await line.close()
})

test('the camera costs the page, and the worker goes on where the photo was wanted', async ({ page, context }) => {
  const visit = await planVisit(centre, 2, ['LJZ-SB-03'])
  await signIn(page, centre, 2)
  await provided(page)
  await context.setOffline(true)
  await begin(page, visit)
  await compare(page)
  await sayYesToAll(page)
  await page.getByRole('link', { name: /证件照片/ }).click()
  await page.getByRole('link', { name: '拍照' }).click()
  const chooser = page.waitForEvent('filechooser')
  await page.locator('input[name=camera]').click()
  await chooser
  // The camera is open: what the phone must remember it has written down by now.
  await expect.poll(() => kept(page, 'camera')).toContain('/camera/material/')
  await page.close()

  const again = await context.newPage()
  await again.goto(`${centre.url}/m/`)
  await unlock(again)
  await expect(again.getByText('拍照时页面曾被关闭，已回到原处，请再拍一次。')).toBeVisible()
  await takePhoto(again, paper(again))
  await expect(again.locator('.thumbs img')).toHaveCount(1)
  await again.getByRole('button', { name: '完成' }).click()
  await fillForm(again)
  await sign(again)
  await submit(again)
  const held = await heldBy(again)
  await context.setOffline(false)
  await sendAll(again)
  await everyCaseOnce(centre, 2, held)
  await nothingHeld(again)
})

test('a phone whose clock is 26 hours slow files by the server\'s', async ({ page, context }) => {
  const { held, before } = await filedAt(page, context, -26)
  await sendAll(page)
  await everyCaseOnce(centre, 3, held)
  await nothingHeld(page)
  const { ask } = await centre.client(3)
  const received = Date.parse((await ask(`/v1/cases/${held.cases[0]?.id}`)).body.received_at)
  expect(received).toBeGreaterThan(before)
  expect(received).toBeLessThanOrEqual(Date.now())
})

test('a phone whose clock is 26 hours fast keeps what the server will not believe, and says why', async ({ page, context }) => {
  const { held } = await filedAt(page, context, 26)
  await sendNow(page)
  await expect(page.getByText('2 项需要您处理')).toBeVisible()
  await expect(page.getByText(/时间晚于当前时间/)).toHaveCount(2)
  const still = await heldBy(page)
  expect({ cases: still.cases, photos: still.photos }).toEqual({ cases: held.cases, photos: held.photos })
  const { ask } = await centre.client(3)
  for (const { visitId } of held.cases) expect((await ask(`/v1/visits/${visitId}`)).body).toMatchObject({ stage: 'planned', case_ids: [] })
})

/** A whole visit without a line, by a clock that is off, up to where the line comes back. */
async function filedAt(page: Page, context: BrowserContext, hours: number): Promise<{ held: Held; before: number }> {
  const before = Date.now()
  await page.clock.install({ time: before + hours * 3600_000 })
  const visit = await planVisit(centre, 3, ['LJZ-SB-03'])
  await signIn(page, centre, 3)
  await expect(page.getByText(/手机时间与服务器相差 15(59|60|61) 分钟/)).toBeVisible()
  await provided(page)
  await context.setOffline(true)
  await begin(page, visit)
  await collect(page, 1)
  await submit(page)
  await finishVisit(page)
  const held = await heldBy(page)
  await context.setOffline(false)
  return { held, before }
}
