// The page's side of the worker. Where a worker has no canvas, pictures are drawn on the page and only sealed over there.

import type { Answers, Question, SealedPhoto } from './messages'
import type { Picture, Preview } from './picture'
import type { SealedFile } from './seal'
import type { Corners } from './warp'

interface Waiting {
  resolve(value: unknown): void
  reject(fault: Error): void
}

export class Studio {
  private worker: Worker | undefined
  private readonly waiting = new Map<number, Waiting>()
  private next = 0
  private onPage: Picture | undefined
  private canDraw: Promise<boolean> | undefined

  async load(blob: Blob): Promise<Preview> {
    if (await this.drawsAway()) return this.ask({ op: 'load', blob })
    this.onPage?.drop()
    const picture = await import('./picture')
    this.onPage = await picture.Picture.load(blob)
    return this.onPage.preview()
  }

  async finish(corners: Corners | undefined, recipient: string): Promise<SealedPhoto> {
    // A page's reactive points cannot cross to the worker: plain ones do.
    const plain = corners?.map(({ x, y }) => ({ x, y })) as Corners | undefined
    if (this.onPage === undefined) return this.ask({ op: 'finish', corners: plain, recipient })
    const { jpeg, thumb } = await this.onPage.finish(plain)
    this.onPage = undefined
    return { ...(await this.seal(jpeg, recipient)), thumb }
  }

  async drop(): Promise<void> {
    this.onPage?.drop()
    this.onPage = undefined
    if (this.worker !== undefined) await this.ask({ op: 'drop' })
  }

  seal(bytes: ArrayBuffer, recipient: string): Promise<SealedFile> {
    return this.ask({ op: 'seal', bytes, recipient }, [bytes])
  }

  /** Hires the worker, and brings what the page needs where a worker has no canvas. */
  async ready(): Promise<void> {
    if (!(await this.drawsAway())) await import('./picture')
  }

  private drawsAway(): Promise<boolean> {
    this.canDraw ??= this.ask({ op: 'able' })
    return this.canDraw
  }

  private ask<Q extends Question>(question: Q, transfer: Transferable[] = []): Promise<Answers[Q['op']]> {
    const worker = (this.worker ??= this.hire())
    const id = (this.next += 1)
    return new Promise<Answers[Q['op']]>((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (value: unknown) => void, reject })
      worker.postMessage({ id, question }, transfer)
    })
  }

  private hire(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { name: 'photo' })
    worker.onmessage = (event: MessageEvent<{ id: number; value?: unknown; failed?: boolean }>) => {
      const { id, value, failed } = event.data
      const waiting = this.waiting.get(id)
      this.waiting.delete(id)
      if (failed === true) waiting?.reject(new Error('photo'))
      else waiting?.resolve(value)
    }
    worker.onerror = () => {
      // It died, of memory most likely: the next question hires another.
      for (const waiting of this.waiting.values()) waiting.reject(new Error('photo'))
      this.waiting.clear()
      this.worker = undefined
      this.canDraw = undefined
    }
    return worker
  }
}
