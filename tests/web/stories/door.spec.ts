import { expect, test, type Page } from '@playwright/test'
import { PIN, collect, planVisit, signIn, unlock, uuidv7, writeSignature } from '../phone'
import { Centre } from '../server'

// What comes after the first visit: originals and results that change hands, what comes back to be mended, somebody whom
// nobody knew. All of it without a line, as on a staircase.

let centre: Centre
test.beforeAll(async () => {
  centre = await Centre.open()
})
test.afterAll(() => centre.close())

type Ask = Awaited<ReturnType<Centre['client']>>['ask']

/** Files one case on the phone; its id, once the server has received it. */
async function filed(page: Page, n: number, ask: Ask): Promise<{ visit: string; id: string }> {
  const visit = await planVisit(centre, n, ['LJZ-SB-03'])
  await signIn(page, centre, n)
  await page.goto(`${centre.url}/m/#/visit/${visit}`)
  await page.getByRole('button', { name: '开始上门' }).click()
  await page.getByRole('button', { name: '办理此事项' }).click()
  await collect(page, 1)
  await page.getByRole('link', { name: /核对后提交/ }).click()
  await page.getByRole('button', { name: '提交', exact: true }).click()
  await expect.poll(async () => (await ask(`/v1/visits/${visit}`)).body.case_ids).toHaveLength(1)
  const [id] = (await ask(`/v1/visits/${visit}`)).body.case_ids as [string]
  await expect.poll(async () => (await ask(`/v1/cases/${id}`)).body.stage).toBe('received')
  return { visit, id }
}

async function refresh(page: Page): Promise<void> {
  await page.goto(`${centre.url}/m/#/hand`)
  await page.getByRole('button', { name: '刷新' }).click()
}

async function sent(page: Page): Promise<void> {
  await page.goto(`${centre.url}/m/#/outbox`)
  await page.getByRole('button', { name: /立即上传|正在上传/ }).click()
  await expect(page.getByText('没有待上传的内容。')).toBeVisible({ timeout: 60_000 })
}

test('an original leaves a home, goes by the centre and comes back', async ({ page, context }) => {
  test.setTimeout(240_000)
  const { ask } = await centre.client(0)
  const window = (await centre.client('window1')).ask
  const { id } = await filed(page, 0, ask)
  const holder = async () => (await ask(`/v1/cases/${id}`)).body.custody?.map((thing: { holder: string }) => thing.holder)
  await refresh(page)

  await context.setOffline(true)
  await page.evaluate((to) => void (location.hash = to), `#/case/${id}`)
  await page.getByRole('link', { name: '取走原件' }).click()
  await page.getByRole('checkbox', { name: '居民身份证' }).check()
  await page.getByLabel('件数或页数').fill('2')
  await writeSignature(page)
  await page.getByRole('button', { name: '确认取走' }).click()
  await expect(page.getByRole('region', { name: '我手上的' })).toContainText('居民身份证')
  await expect(page.getByText('取走原件待上传')).toBeVisible()
  await context.setOffline(false)
  await sent(page)
  expect(await holder()).toEqual(['worker'])

  await page.goto(`${centre.url}/m/#/case/${id}`)
  await page.getByRole('button', { name: '交回中心' }).click()
  await page.getByRole('button', { name: '是', exact: true }).click()
  await sent(page)
  const originals = ['id-card']
  const { user } = (await ask('/v1/session')).body
  expect((await window(`/v1/cases/${id}/take-over`, 'POST', { write_id: uuidv7(), things: { originals } })).status).toBe(200)
  const back = { write_id: uuidv7(), things: { originals }, to: 'worker', worker_id: user.id }
  expect((await window(`/v1/cases/${id}/hand-over`, 'POST', back)).status).toBe(200)

  await refresh(page)
  await page.getByRole('region', { name: '待我接收' }).getByRole('link').click()
  await context.setOffline(true)
  await page.getByRole('button', { name: '我已拿到' }).click()
  await page.getByRole('button', { name: '是', exact: true }).click()
  await page.getByRole('link', { name: '当面送达' }).click()
  await page.getByRole('radio', { name: '亲属' }).check()
  await page.getByLabel('签收人姓名').fill('李小芳')
  await writeSignature(page)
  await page.getByRole('button', { name: '确认送达' }).click()
  await expect(page.getByRole('heading', { name: '办件', exact: true })).toBeVisible()
  await expect(page.getByRole('region', { name: '我手上的' })).toHaveCount(0)
  await context.setOffline(false)
  await sent(page)
  const seen = (await ask(`/v1/cases/${id}`)).body
  expect(seen.custody.map((thing: { holder: string }) => thing.holder)).toEqual(['received'])
  const kinds = seen.handovers.map((one: { kind: string }) => one.kind)
  expect(kinds).toEqual(['taken', 'offered', 'passed', 'offered', 'passed', 'received'])
  const slips = seen.files.filter((file: { purpose: string }) => file.purpose === 'handover')
  expect(slips.map((file: { state: string }) => file.state)).toEqual(['verified', 'verified'])
})

test('a case that comes back is mended without a line, and just what was asked for', async ({ page, context }) => {
  test.setTimeout(240_000)
  const { ask } = await centre.client(1)
  const window = (await centre.client('window1')).ask
  const { id } = await filed(page, 1, ask)
  const before = (await ask(`/v1/cases/${id}`)).body
  const defects = [{ material: 'id-card', reason: 'unreadable', note: '号码看不清' }]
  const returned = await window(`/v1/cases/${id}/return`, 'POST', { write_id: uuidv7(), base_version: before.version, defects })
  expect(returned.status).toBe(200)
  await refresh(page)
  await page.getByRole('region', { name: '需要补正、补交' }).getByRole('link').click()
  await expect(page.getByText('号码看不清')).toBeVisible()

  await context.setOffline(true)
  await page.getByRole('button', { name: '开始补正' }).click()
  await collect(page, 1)
  await page.getByRole('link', { name: /核对后提交/ }).click()
  await page.getByRole('button', { name: '提交', exact: true }).click()
  await expect(page.getByText('已提交', { exact: true })).toBeVisible()
  await context.setOffline(false)
  await sent(page)
  await expect.poll(async () => (await ask(`/v1/cases/${id}`)).body.stage).toBe('received')
  const after = (await ask(`/v1/cases/${id}`)).body
  expect(after.number).toBe(before.number)
  expect(after.files.some((file: { file_id: string }) => file.file_id === before.files[0].file_id)).toBe(false)
})

test('somebody on no list is visited, and the PIN is changed on the way', async ({ page, context }) => {
  test.setTimeout(240_000)
  const { ask } = await centre.client(2)
  await signIn(page, centre, 2)
  await page.waitForLoadState('networkidle')
  await context.setOffline(true)
  await page.evaluate(() => void (location.hash = '#/new'))
  await page.getByLabel('身份证号码').fill('999999 19450302 0027')
  await page.getByRole('button', { name: '查找' }).click()
  await page.getByLabel('姓名').fill('赵小梅')
  await page.getByLabel('住址').fill('骆家庄东苑3幢')
  await page.getByRole('checkbox', { name: '老', exact: true }).check()
  await page.getByRole('button', { name: '登记并上门' }).click()
  await expect(page.getByRole('heading', { name: '赵小梅' })).toBeVisible()
  await page.getByRole('button', { name: '开始上门' }).click()
  await page.getByLabel('添加其他事项').selectOption('LJZ-SB-03')
  await collect(page, 1)
  await page.getByRole('link', { name: /核对后提交/ }).click()
  await page.getByRole('button', { name: '提交', exact: true }).click()
  await expect(page.getByText('已提交', { exact: true })).toBeVisible()
  const visit = /visit\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? ''

  await page.evaluate(() => void (location.hash = '#/me/pin'))
  await page.getByLabel('现在的 PIN').fill(PIN)
  await page.getByLabel('新的 PIN').fill('135792')
  await page.getByLabel('再输一遍').fill('135792')
  await page.getByRole('button', { name: '修改' }).click()
  await page.getByRole('button', { name: '立即上锁' }).click()
  await unlock(page)
  await expect(page.getByText('PIN 不正确')).toBeVisible()
  await unlock(page, '135792')
  // The same number again: this phone knows whose it is.
  await page.evaluate(() => void (location.hash = '#/new'))
  await page.getByLabel('身份证号码').fill('999999194503020027')
  await page.getByRole('button', { name: '查找' }).click()
  await expect(page.getByRole('heading', { name: /赵小梅/ })).toBeVisible()

  await context.setOffline(false)
  await sent(page)
  const seen = (await ask(`/v1/visits/${visit}`)).body
  expect([seen.stage, seen.case_ids.length]).toEqual(['underway', 1])
  await expect.poll(async () => (await ask(`/v1/cases/${seen.case_ids[0]}`)).body.stage).toBe('received')
})

test('the day is put in order by hand, without a line', async ({ page, context }) => {
  await signIn(page, centre, 3)
  await page.waitForLoadState('networkidle')
  await context.setOffline(true)
  const stops = () => page.locator('.stops > li').evaluateAll((rows) => rows.map((row) => row.querySelector('b')?.textContent?.replace(/^\d+\. /, '')))
  await page.getByRole('button', { name: '调整顺序' }).click()
  const before = await stops()
  expect(before.length).toBeGreaterThan(2)
  const last = page.locator('.handle').last()
  const [from, to] = [await last.boundingBox(), await page.locator('.handle').first().boundingBox()]
  if (from === null || to === null) throw new Error('no handles')
  await page.mouse.move(from.x + 10, from.y + 20)
  await page.mouse.down()
  await page.mouse.move(from.x + 10, (from.y + to.y) / 2, { steps: 5 })
  await page.mouse.move(to.x + 10, to.y - 5, { steps: 5 })
  await page.mouse.up()
  const dragged = [before[before.length - 1], ...before.slice(0, -1)]
  expect(await stops()).toEqual(dragged)
  await page.locator('.stops > li').first().getByRole('button', { name: /下移/ }).click()
  const chosen = [dragged[1], dragged[0], ...dragged.slice(2)]
  expect(await stops()).toEqual(chosen)
  await page.getByRole('button', { name: '完成' }).click()
  await page.evaluate(() => void (location.hash = '#/me'))
  await page.evaluate(() => void (location.hash = '#/'))
  await page.getByRole('button', { name: '调整顺序' }).click()
  await expect.poll(stops).toEqual(chosen)
})
