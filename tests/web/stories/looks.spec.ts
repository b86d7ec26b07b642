import { expect, test, type Page } from '@playwright/test'
import { complaints } from '../axe'
import { Guard } from '../guard'
import { PIN, collect, paper, planVisit, signIn, writeSignature } from '../phone'
import { Centre } from '../server'

// Every page once, on a small and a usual phone, plain and in large type: nothing runs over the edge, and axe has nothing to
// say. The pictures lie in target/web-looks for whoever wants to see them.

let centre: Centre
test.beforeAll(async () => {
  centre = await Centre.open()
})
test.afterAll(() => centre.close())

const SIZES = [
  { width: 360, height: 640 },
  { width: 412, height: 915 },
]

async function look(page: Page, name: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size)
    await page.screenshot({ path: `../../target/web-looks/${name}-${size.width}.png` })
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect([name, size.width, over]).toEqual([name, size.width, 0])
    const small = await page.evaluate(() => {
      const least = document.documentElement.classList.contains('large') ? 60 : 44
      return Array.from(document.querySelectorAll('button, a.row, .choice, select, .tabs a, .file, .field input'))
        .filter((element) => element.getClientRects().length > 0 && element.getBoundingClientRect().height < least - 0.5)
        .map((element) => `${element.tagName} ${element.className} ${element.getBoundingClientRect().height}`)
    })
    expect([name, small]).toEqual([name, []])
  }
  expect(await complaints(page, name)).toEqual([])
}

test('every page can be read and pressed', async ({ page }) => {
  test.setTimeout(300_000)
  const visit = await planVisit(centre, 0, ['LJZ-SB-05', 'LJZ-SB-03'])
  await page.goto(`${centre.url}/m/`)
  await look(page, 'sign-in')
  await signIn(page, centre)
  await look(page, 'today')
  await page.goto(`${centre.url}/m/#/visit/${visit}`)
  await look(page, 'visit-planned')
  await page.getByRole('button', { name: '开始上门' }).click()
  await page.getByRole('button', { name: '办理此事项' }).first().click()
  await expect(page.getByRole('link', { name: /居民信息/ })).toBeVisible()
  await look(page, 'visit-begun')
  const [, at] = /(#\/visit\/.*)\/resident/.exec((await page.getByRole('link', { name: /居民信息/ }).getAttribute('href')) ?? '') ?? []
  for (const name of ['resident', 'consents', 'photos', 'camera/material/id-card', 'form', 'sign', 'pad', 'check']) {
    await page.goto(`${centre.url}/m/${at}/${name}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.waitForLoadState('networkidle')
    await look(page, name.split('/')[0] ?? name)
  }
  for (const [name, path] of [['hand', '#/hand'], ['new', '#/new'], ['requests', '#/requests'], ['ask', '#/requests/new'], ['not-applied', '#/not-applied'], ['change-pin', '#/me/pin'], ['guide', `#/visit/${visit}/guide/LJZ-SB-05`], ['slip-empty', `#/visit/${visit}/slip`]] as const) {
    await page.goto(`${centre.url}/m/${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.waitForLoadState('networkidle')
    await look(page, name)
  }
  await page.goto(`${centre.url}/m/#/new`)
  await page.getByLabel('身份证号码').fill('999999194503020027')
  await page.getByRole('button', { name: '查找' }).click()
  await look(page, 'new-enter')
  await page.goto(`${centre.url}/m/#/`)
  await page.getByRole('button', { name: '调整顺序' }).click()
  await look(page, 'today-order')
  await page.goto(`${centre.url}/m/${at}/sign`)
  await page.getByRole('radio', { name: /口头同意/ }).check()
  await page.getByRole('checkbox').check()
  await look(page, 'sign-assent')

  await page.goto(`${centre.url}/m/#/me`)
  await look(page, 'me')
  await page.getByRole('checkbox').check()
  await look(page, 'large-me')
  for (const [name, path] of [['today', '#/'], ['visit', `#/visit/${visit}`], ['consents', `${at}/consents`], ['sign', `${at}/sign`], ['outbox', '#/outbox'], ['hand', '#/hand'], ['slip', `#/visit/${visit}/slip`]] as const) {
    await page.goto(`${centre.url}/m/${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await look(page, `large-${name}`)
  }
  await page.goto(`${centre.url}/m/#/me`)
  await page.getByRole('radio', { name: 'English' }).check()
  await look(page, 'en-me')
  await page.goto(`${centre.url}/m/#/visit/${visit}`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await look(page, 'en-visit')
  for (const [name, path] of [['hand', '#/hand'], ['new', '#/new'], ['ask', '#/requests/new'], ['guide', `#/visit/${visit}/guide/LJZ-SB-05`], ['slip', `#/visit/${visit}/slip`]] as const) {
    await page.goto(`${centre.url}/m/${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await look(page, `en-${name}`)
  }
  await page.goto(`${centre.url}/m/#/diag`)
  await look(page, 'diag')
})

test('a photo is straightened by its corners, and the policy lets nothing foreign in', async ({ page, context }) => {
  const guard = await Guard.over(context, centre.url)
  const visit = await planVisit(centre, 1, ['LJZ-SB-03'])
  await signIn(page, centre, 1)
  await page.goto(`${centre.url}/m/#/visit/${visit}`)
  await page.getByRole('button', { name: '开始上门' }).click()
  await page.getByRole('button', { name: '办理此事项' }).click()
  await collect(page, 1)
  await page.getByRole('link', { name: /证件照片/ }).click()
  await page.getByRole('link', { name: '再拍一张' }).click()
  await page.locator('input[name=album]').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: await paper(page) })
  await page.getByRole('checkbox', { name: '拉正四角' }).check()
  const corner = page.getByRole('button', { name: '第 1 角' })
  await corner.focus()
  for (let n = 0; n < 12; n += 1) await page.keyboard.press('ArrowRight')
  for (let n = 0; n < 12; n += 1) await page.keyboard.press('ArrowDown')
  await look(page, 'corners')
  await page.getByRole('button', { name: /使用这张/ }).click()
  await expect(page.locator('.thumbs img')).toHaveCount(2)
  await look(page, 'photos-taken')
  await page.goto(`${centre.url}/m/#/visit/${visit}`)
  await page.getByRole('link', { name: /核对后提交/ }).click()
  await look(page, 'check-ready')
  await page.getByRole('button', { name: '提交', exact: true }).click()
  await expect(page.getByText('已提交', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: '查看办件' }).click()
  await look(page, 'case')
  await page.getByRole('link', { name: '取走原件' }).click()
  await page.getByRole('checkbox', { name: '居民身份证' }).check()
  await look(page, 'originals')
  await writeSignature(page)
  await page.getByRole('button', { name: '确认取走' }).click()
  await expect(page.getByRole('region', { name: '我手上的' })).toBeVisible()
  await look(page, 'case-carried')
  await page.getByRole('link', { name: '当面送达' }).click()
  await page.getByRole('radio', { name: '亲属' }).check()
  await look(page, 'deliver')
  await page.goto(page.url().replace('/deliver', '/attempt'))
  await look(page, 'attempt')
  await page.goto(`${centre.url}/m/#/visit/${visit}/slip`)
  await expect(page.getByRole('heading', { level: 3 })).toBeVisible()
  await look(page, 'slip')
  await page.goto(`${centre.url}/m/#/me`)
  await page.getByRole('button', { name: '立即上锁' }).click()
  await look(page, 'pin')
  await page.getByLabel('PIN（6 位数字）').fill(PIN)
  guard.saysNothing()
})
