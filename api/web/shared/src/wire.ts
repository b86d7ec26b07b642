// One request to the server, typed by the published contract. Knows fetch and the shape of answers; never what an answer
// means for a queue or a page, and keeps no token: each call is handed the one to use.

import { problemOf, type Problem } from './problem'
import type { components, paths } from './schema'

export type Schemas = components['schemas']

/** What came of a request. `silent`: no answer at all, so nobody knows whether it was done. */
export type Reply<Body> =
  | { kind: 'done'; status: number; body: Body }
  | { kind: 'problem'; problem: Problem }
  | { kind: 'silent' }

export interface Call {
  token?: string | undefined
  /** JSON text or sealed bytes, as they go out. */
  body?: string | ArrayBuffer
  contentType?: string
  lang?: string
  /** Milliseconds until a line without an answer counts as lost. */
  patience?: number
}

type Method = 'get' | 'post' | 'put'
type Operation<P extends keyof paths, M extends Method> = M extends keyof paths[P] ? NonNullable<paths[P][M]> : never
type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : undefined
type Answer<O> = O extends { responses: infer R } ? (200 extends keyof R ? Json<R[200]> : undefined) : never
type Asked<O> = O extends { requestBody: { content: { 'application/json': infer Body } } } ? Body : undefined

/** Sends `method path`, as it stands, and reads a JSON answer. */
export async function call<Body = unknown>(method: string, path: string, options: Call = {}): Promise<Reply<Body>> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (options.token !== undefined) headers['Authorization'] = `Bearer ${options.token}`
  if (options.body !== undefined) headers['Content-Type'] = options.contentType ?? 'application/json'
  if (options.lang !== undefined) headers['Accept-Language'] = options.lang
  const cut = new AbortController()
  const timer = setTimeout(() => cut.abort(), options.patience ?? 30_000)
  try {
    const answer = await fetch(path, {
      method: method.toUpperCase(),
      headers,
      signal: cut.signal,
      cache: 'no-store',
      credentials: 'omit',
      ...(options.body === undefined ? {} : { body: options.body }),
    })
    const text = await answer.text()
    const body: unknown = parse(text)
    if (!answer.ok) {
      return { kind: 'problem', problem: problemOf(answer.status, body, answer.headers.get('Retry-After')) }
    }
    // An app shell or a portal's page in place of JSON is not the server's answer.
    if (text !== '' && body === undefined) return { kind: 'silent' }
    return { kind: 'done', status: answer.status, body: body as Body }
  } catch {
    return { kind: 'silent' }
  } finally {
    clearTimeout(timer)
  }
}

/** A call of the contract: `ask('get', '/v1/visits/{id}', { id })`. What is left of `params` becomes the query. */
export function ask<M extends Method, P extends keyof paths & string>(
  method: M,
  path: P,
  params: Record<string, string> = {},
  body?: Asked<Operation<P, M>>,
  options: Call = {},
): Promise<Reply<Answer<Operation<P, M>>>> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) }
  return call(method, fillPath(path, params), { ...options, ...json })
}

export function fillPath(path: string, params: Record<string, string>): string {
  const query: string[] = []
  let filled = path
  for (const name of Object.keys(params)) {
    const value = encodeURIComponent(params[name] ?? '')
    if (filled.includes(`{${name}}`)) filled = filled.replace(`{${name}}`, value)
    else query.push(`${encodeURIComponent(name)}=${value}`)
  }
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
