// When the outbox runs: at the start, when the line or the page comes back, every minute, and when the worker presses the
// button. `navigator.onLine` is a hint only: a round finds out by trying.

import { alone } from './alone'
import { wake } from './enqueue'
import type { Halt, Round } from './flush'

const EVERY = 60_000
/** Milliseconds after which a tab that came second tries again. */
const BEHIND = 2000

export class Runner {
  private running: Promise<void> | undefined
  private again = false
  private timer: ReturnType<typeof setInterval> | undefined

  constructor(
    private readonly round: Round,
    private readonly after: (halt: Halt) => void,
    private readonly around: (running: boolean) => void = () => undefined,
  ) {}

  start(): void {
    const awake = () => void wake(this.round.db, this.round.clock()).then(() => this.run())
    window.addEventListener('online', awake)
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') awake()
    })
    this.timer = setInterval(() => void this.run(), EVERY)
    awake()
  }

  stop(): void {
    clearInterval(this.timer)
  }

  /** Runs a round, or one more after the one under way: something may have been queued behind it. */
  run(): Promise<void> {
    if (this.running !== undefined) {
      this.again = true
      return this.running
    }
    this.running = this.rounds().finally(() => {
      this.running = undefined
      this.around(false)
    })
    this.around(true)
    return this.running
  }

  private async rounds(): Promise<void> {
    do {
      this.again = false
      let halt: Halt = 'none'
      // Not on the first screen: the first round brings it.
      const { flush } = await import('./flush')
      const ran = await alone(this.round.db, this.round.clock, async () => {
        halt = await flush(this.round)
      })
      if (ran) this.after(halt)
      // Another tab is at it. It may have passed by what is due only now.
      else setTimeout(() => void this.run(), BEHIND)
      if (halt !== 'none') return
    } while (this.again)
    await this.soon()
  }

  /** An acknowledgement is often due within seconds: do not let it wait for the minute. */
  private async soon(): Promise<void> {
    const now = this.round.clock()
    const next = await this.round.db.acks.orderBy('caseId').toArray()
    const wait = Math.min(...next.map((row) => Math.max(500, row.nextAt - now)))
    if (wait < EVERY) setTimeout(() => void this.run(), wait)
  }
}
