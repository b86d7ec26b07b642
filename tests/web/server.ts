// A demo centre of its own for each file of stories, on a free port, gone at the end.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const BINARY = process.env['ZEROTRIP_BIN'] ?? new URL('../../target/debug/zerotrip', import.meta.url).pathname

interface Account {
  role: string
  username: string
  password: string
}

/** An answer as it came; stories say what they expect of it. */
export interface Answer {
  status: number
  body: any
}

export interface Client {
  ask(path: string, method?: string, body?: unknown): Promise<Answer>
}

export class Centre {
  private server: ChildProcess | undefined
  private readonly clients = new Map<string, Promise<Client>>()

  private constructor(
    readonly url: string,
    private readonly data: string,
  ) {}

  static async open(): Promise<Centre> {
    const data = mkdtempSync(join(tmpdir(), 'zerotrip-web-'))
    const centre = new Centre(`http://127.0.0.1:${await freePort()}`, data)
    await centre.start()
    return centre
  }

  /** Starts it, again on what it kept. */
  async start(): Promise<void> {
    this.server = spawn(BINARY, ['demo', '--data', this.data, '--listen', this.url.replace('http://', '')], { stdio: 'ignore' })
    await this.ready(this.server)
  }

  /** As when the mains fail: without a word. */
  kill(): Promise<void> {
    return this.end('SIGKILL')
  }

  async close(): Promise<void> {
    await this.end('SIGTERM')
    rmSync(this.data, { recursive: true, force: true })
  }

  worker(n: number): Account {
    const found = this.accounts().filter((account) => account.role === 'worker')[n]
    if (found === undefined) throw new Error(`the demo has no worker ${n}`)
    return found
  }

  /** Lets a worker work in every community: the demo has one worker in each, and no door changes a grant. */
  widen(username: string): void {
    const change = 'UPDATE grants SET community_id = NULL WHERE user_id = (SELECT id FROM users WHERE username = ?)'
    const program = 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute(sys.argv[2], [sys.argv[3]]); db.commit()'
    execFileSync('python3', ['-c', program, join(this.data, 'data/zerotrip.db'), change, username])
  }

  /** Asks the server itself: as worker `n`, or as the one of that user name. */
  client(who: number | string): Promise<Client> {
    const account = typeof who === 'number' ? this.worker(who) : this.accounts().find(({ username }) => username === who)
    if (account === undefined) throw new Error(`the demo has no ${who}`)
    const known = this.clients.get(account.username) ?? this.signIn(account)
    this.clients.set(account.username, known)
    return known
  }

  private async signIn({ username, password }: Account): Promise<Client> {
    const granted = await fetch(`${this.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password, device: { id: randomUUID(), name: 'stories' } }),
    })
    const { access_token: token } = (await granted.json()) as { access_token: string }
    return {
      ask: async (path, method = 'GET', body) => {
        const reply = await fetch(this.url + path, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        return { status: reply.status, body: await reply.json().catch(() => undefined) }
      },
    }
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { server } = this
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill(signal)
    await ended
  }

  private accounts(): Account[] {
    return (JSON.parse(readFileSync(join(this.data, 'demo.json'), 'utf8')) as { accounts: Account[] }).accounts
  }

  private async ready(server: ChildProcess): Promise<void> {
    // The demo says that it is ready by answering; a server that has ended never will.
    for (;;) {
      if (server.exitCode !== null) throw new Error(`the demo ended with ${server.exitCode}`)
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined)
      if (answer?.ok && this.hasAccounts()) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  private hasAccounts(): boolean {
    try {
      return this.accounts().length > 0
    } catch {
      return false
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
