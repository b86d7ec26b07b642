// A demo centre of its own for each file of stories, on a free port, gone at the end.

import { spawn, type ChildProcess } from 'node:child_process'
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

export class Centre {
  private constructor(
    readonly url: string,
    private readonly data: string,
    private readonly server: ChildProcess,
  ) {}

  static async open(): Promise<Centre> {
    const data = mkdtempSync(join(tmpdir(), 'zerotrip-web-'))
    const url = `http://127.0.0.1:${await freePort()}`
    const server = spawn(BINARY, ['demo', '--data', data, '--listen', url.replace('http://', '')], { stdio: 'ignore' })
    const centre = new Centre(url, data, server)
    await centre.ready()
    return centre
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.server.once('exit', resolve))
    this.server.kill('SIGTERM')
    await ended
    rmSync(this.data, { recursive: true, force: true })
  }

  worker(n: number, role = 'worker'): Account {
    const { accounts } = JSON.parse(readFileSync(join(this.data, 'demo.json'), 'utf8')) as { accounts: Account[] }
    const workers = accounts.filter((account) => account.role === role)
    const found = workers[n]
    if (found === undefined) throw new Error(`the demo has no ${role} ${n}`)
    return found
  }

  /** Asks the server itself, as a client of its own. */
  async client(n: number, role = 'worker') {
    const { username, password } = this.worker(n, role)
    const device = { id: role === 'worker' ? '019ab0c1-263a-74db-a414-88fb87214b0f' : '019ab0c1-263a-74db-a414-88fb87214b10', name: 'stories' }
    const granted = await fetch(`${this.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password, device }),
    })
    const { access_token: token } = (await granted.json()) as { access_token: string }
    const ask = async (path: string, method = 'GET', body?: unknown) => {
      const reply = await fetch(this.url + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: reply.status, body: (await reply.json().catch(() => undefined)) as any }
    }
    return { ask }
  }

  private async ready(): Promise<void> {
    // The demo says that it is ready by answering; a server that has ended never will.
    for (;;) {
      if (this.server.exitCode !== null) throw new Error(`the demo ended with ${this.server.exitCode}`)
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined)
      if (answer?.ok && this.hasAccounts()) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  private hasAccounts(): boolean {
    try {
      return this.worker(0) !== undefined
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
