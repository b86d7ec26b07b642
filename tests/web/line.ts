// The line between a phone and its centre, as a proxy: it can be cut for some requests, tells who passes, and may bring
// another build of the app than the server has.

import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Centre } from './server'

export interface Passing {
  method: string
  path: string
}

export class Line {
  /** Whether a request is lost on the way; it may take its time. */
  loses: (passing: Passing) => boolean | Promise<boolean> = () => false
  /** Called when the first bytes of a body have gone on. */
  during: (passing: Passing) => void = () => undefined
  /** What becomes of a file of the app on its way; left out, it passes as it is. */
  builds: ((path: string, text: string) => string) | undefined
  private readonly server: Server

  private constructor(private readonly centre: Centre) {
    this.server = createServer((request, response) => void this.pass(request, response))
  }

  static async to(centre: Centre): Promise<Line> {
    const line = new Line(centre)
    await new Promise<void>((resolve) => line.server.listen(0, '127.0.0.1', resolve))
    return line
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve))
    this.server.closeAllConnections()
    await closed
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const passing = { method: request.method ?? 'GET', path: request.url ?? '/' }
    if (await this.loses(passing)) return void request.socket.destroy()
    const build = passing.path.startsWith('/m/') ? this.builds : undefined
    const headers = { ...request.headers }
    if (build !== undefined) {
      // Whole and unpacked, for it is rewritten.
      delete headers['if-none-match']
      delete headers['accept-encoding']
    }
    const onward = ask(this.centre.url + passing.path, { method: passing.method, headers }, (answer) => {
      if (build === undefined) {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      } else void rewrite(answer, response, (text) => build(passing.path, text))
    })
    onward.on('error', () => request.socket.destroy())
    request.once('data', () => this.during(passing))
    request.pipe(onward)
  }
}

async function rewrite(answer: IncomingMessage, response: ServerResponse, by: (text: string) => string): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of answer) parts.push(part as Buffer)
  const text = by(Buffer.concat(parts).toString('utf8'))
  const { etag: _etag, 'content-length': _length, ...headers } = answer.headers
  response.writeHead(answer.statusCode ?? 502, headers)
  response.end(text)
}
