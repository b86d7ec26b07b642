// The worker's hands: what is done again and again in the stories.

import { expect, type Page } from '@playwright/test'
import type { Centre } from './server'

export const PIN = '739512'

export async function signIn(page: Page, centre: Centre, n = 0, url = centre.url): Promise<void> {
  const { username, password } = centre.worker(n)
  await page.goto(`${url}/m/`)
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByLabel('PIN（6 位数字）').fill(PIN)
  await page.getByLabel('再输一遍').fill(PIN)
  await page.getByRole('button', { name: '设置并进入' }).click()
  await expect(page.getByText('名单更新于')).toBeVisible()
}

export async function unlock(page: Page, pin = PIN): Promise<void> {
  await page.getByLabel('PIN（6 位数字）').fill(pin)
  await page.getByRole('button', { name: '打开' }).click()
}

/** Goes to a page of the app without loading anything. */
export async function go(page: Page, to: string): Promise<void> {
  await page.evaluate((to) => void (location.hash = to), to)
}

/** Everything that the phone needs without a line is there. */
export async function provided(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.evaluate(async () => {
    if (!('serviceWorker' in navigator)) return
    const { active } = await navigator.serviceWorker.ready
    if (active?.state === 'activating') await new Promise((resolve) => active.addEventListener('statechange', resolve, { once: true }))
  })
}

/** Plans a visit for worker `n`, today, at one of their residents. */
export async function planVisit(centre: Centre, n: number, items: string[], resident = 0): Promise<string> {
  const { ask } = await centre.client(n)
  const { visits } = (await ask('/v1/visits')).body
  const model = visits[resident % visits.length]
  const id = uuidv7()
  const planned = await ask(`/v1/visits/${id}`, 'PUT', {
    write_id: uuidv7(),
    base_version: 0,
    community_id: model.community_id,
    resident_id: model.resident.id,
    planned_for: new Date(Date.now() + 60_000).toISOString(),
    items,
  })
  if (planned.status !== 200) throw new Error(`the visit was not planned: ${JSON.stringify(planned.body)}`)
  return id
}

/** A photo of a sheet of paper on a table, as a JPEG of the page's own making. */
export async function paper(page: Page, width = 1600, height = 1200): Promise<Buffer> {
  const base64 = await page.evaluate(
    async ([width, height]) => {
      const canvas = document.createElement('canvas')
      canvas.width = width!
      canvas.height = height!
      const context = canvas.getContext('2d')!
      context.fillStyle = '#7a6a55'
      context.fillRect(0, 0, width!, height!)
      context.fillStyle = '#d9d7d0'
      context.fillRect(width! / 8, height! / 8, (width! * 3) / 4, (height! * 3) / 4)
      context.fillStyle = '#222'
      context.font = `${Math.round(height! / 18)}px sans-serif`
      for (let line = 0; line < 9; line += 1) context.fillText(`样本 SAMPLE ${line} 999999`, width! / 6, height! * (0.22 + line * 0.07))
      return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]!
    },
    [width, height] as const,
  )
  return Buffer.from(base64, 'base64')
}

/** A photo with a grain that no JPEG takes out: several megabytes, as a bad light gives them. */
export async function grainy(page: Page, width = 2560, height = 1920): Promise<Buffer> {
  const base64 = await page.evaluate(
    ([width, height]) => {
      const canvas = document.createElement('canvas')
      canvas.width = width!
      canvas.height = height!
      const context = canvas.getContext('2d')!
      const grain = context.createImageData(width!, height!)
      // The same each time: a picture needs no chance.
      let seed = 1
      for (let place = 0; place < grain.data.length; place += 1) {
        seed = (seed * 16807) % 2147483647
        grain.data[place] = place % 4 === 3 ? 255 : 64 + (seed % 128)
      }
      context.putImageData(grain, 0, 0)
      return canvas.toDataURL('image/jpeg', 0.8).split(',')[1]!
    },
    [width, height] as const,
  )
  return Buffer.from(base64, 'base64')
}

/** Takes the photo of the page that is open. */
export async function takePhoto(page: Page, photo: Buffer | Promise<Buffer> = paper(page)): Promise<void> {
  const buffer = await photo
  await page.locator('input[name=camera]').setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer })
  await page.getByRole('button', { name: /使用这张/ }).click()
}

export async function sayYesToAll(page: Page): Promise<void> {
  await page.getByRole('link', { name: /告知同意/ }).click()
  await expect(page.getByRole('radio', { name: '同意', exact: true }).first()).toBeVisible()
  for (const yes of await page.getByRole('radio', { name: '同意', exact: true }).all()) await yes.check()
  await page.getByRole('button', { name: '完成' }).click()
}

export async function writeSignature(page: Page): Promise<void> {
  const box = await page.locator('canvas').boundingBox()
  if (box === null) throw new Error('no pad')
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.4)
  await page.mouse.down()
  for (let step = 0; step <= 20; step += 1) {
    await page.mouse.move(box.x + box.width * (0.2 + step * 0.03), box.y + box.height * (0.4 + 0.15 * Math.sin(step)))
  }
  await page.mouse.up()
}

/** At the door: the visit begins, and with it its first item. */
export async function begin(page: Page, visit: string): Promise<void> {
  await go(page, `#/visit/${visit}`)
  await page.getByRole('button', { name: '开始上门' }).click()
  await page.getByRole('button', { name: '办理此事项' }).first().click()
  await expect(page.getByRole('link', { name: /居民信息/ })).toBeVisible()
}

export async function compare(page: Page): Promise<void> {
  await page.getByRole('link', { name: /居民信息/ }).click()
  await page.getByRole('checkbox').check()
  await page.getByRole('button', { name: '完成' }).click()
}

export async function photograph(page: Page, photos: number): Promise<void> {
  await page.getByRole('link', { name: /证件照片/ }).click()
  for (let n = 0; n < photos; n += 1) {
    await page.getByRole('link', { name: /^(拍照|再拍一张)$/ }).first().click()
    await takePhoto(page)
    await expect(page.locator('.thumbs img')).toHaveCount(n + 1)
  }
  await page.getByRole('button', { name: '完成' }).click()
}

export async function fillForm(page: Page): Promise<void> {
  await page.getByRole('link', { name: /表单/ }).click()
  await page.getByRole('radio').first().check()
  await page.getByRole('button', { name: '完成' }).click()
}

export async function sign(page: Page): Promise<void> {
  await page.getByRole('link', { name: /同意签名/ }).click()
  await page.getByRole('link', { name: '请居民签名' }).click()
  await writeSignature(page)
  await page.getByRole('button', { name: '完成签名' }).click()
  await expect(page.getByRole('img', { name: '手写签名' })).toBeVisible()
  await page.getByRole('button', { name: '完成' }).click()
}

/** The whole of one item at the table, up to the check. */
export async function collect(page: Page, photos: number): Promise<void> {
  await compare(page)
  await sayYesToAll(page)
  await photograph(page, photos)
  await fillForm(page)
  await sign(page)
  await expect(page.getByRole('link', { name: /核对后提交 可以提交/ })).toBeVisible()
}

export async function submit(page: Page): Promise<void> {
  await page.getByRole('link', { name: /核对后提交/ }).click()
  await page.getByRole('button', { name: '提交', exact: true }).click()
  await expect(page.getByText('已提交', { exact: true })).toBeVisible()
}

export async function finishVisit(page: Page): Promise<void> {
  await page.getByRole('button', { name: '完成上门' }).click()
  await page.getByRole('button', { name: '是', exact: true }).click()
  await expect(page.getByText('上门已结束')).toBeVisible()
}

/** Presses the button that sends everything now, once the phone is not sending by itself. */
export async function sendNow(page: Page): Promise<void> {
  await go(page, '#/outbox')
  await page.getByRole('button', { name: '立即上传' }).click()
}

/** Sends what waits, until the phone says that nothing is left. */
export async function sendAll(page: Page, timeout = 60_000): Promise<void> {
  await sendNow(page)
  await expect(page.getByText('没有待上传的内容。')).toBeVisible({ timeout })
}

export function uuidv7(): string {
  const time = Date.now().toString(16).padStart(12, '0')
  const rest = Array.from({ length: 18 }, () => Math.floor(Math.random() * 16).toString(16)).join('')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6)}`
}
