// The outbox's line to the server: rows in, replies out. Knows the session's tokens and where things go.

import { ask, call } from '@zerotrip/shared/wire'
import type { Acknowledged, Net } from '../outbox/net'
import type { Session } from './session'

export function lineOf(session: Session): Net {
  return {
    send: (row, outgoing) =>
      session.sending((token) => call<Acknowledged | undefined>(row.method, row.path, { token, ...outgoing })),
    have: (digests) => session.sending((token) => ask('post', '/v1/uploads/have', {}, { digests }, { token })),
    upload: (row, bytes, watch) => session.sending(async (token) => (await import('./tus')).uploadByTus(row, bytes, token, watch)),
    look: (id) => session.authed((token) => ask('get', '/v1/cases/{id}', { id }, undefined, { token })),
  }
}
