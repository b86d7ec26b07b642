// What a reply means for the row that was sent. Pure: knows the sync rules, no table and no wire.

import { courseOf, type Problem } from '@zerotrip/shared/problem'
import type { Reply } from '@zerotrip/shared/wire'
import type { Reason } from './rows'

export type Verdict<Body> =
  | { kind: 'done'; body: Body }
  /** The same again, later. */
  | { kind: 'later'; nextAt: number; reason?: Reason }
  /** For a person. */
  | { kind: 'aside'; reason: Reason }
  /** Nothing goes out until the worker has signed in; nothing is lost. */
  | { kind: 'sign-in' }
  /** The device was reported lost: everything on it goes. */
  | { kind: 'revoked' }

/** Longest pause between two attempts, in milliseconds. */
const LONGEST = 300_000

export function judge<Body>(reply: Reply<Body>, attempts: number, now: number, chance: number): Verdict<Body> {
  if (reply.kind === 'done') return { kind: 'done', body: reply.body }
  if (reply.kind === 'silent') return { kind: 'later', nextAt: now + pause(attempts, chance) }
  const { problem } = reply
  if (problem.code === 'device-revoked') return { kind: 'revoked' }
  switch (courseOf(problem)) {
    case 'wait': {
      const told = problem.retryAfter === undefined ? undefined : problem.retryAfter * 1000
      return { kind: 'later', nextAt: now + (told ?? pause(attempts, chance)), reason: reasonOf(problem) }
    }
    case 'sign-in':
      return { kind: 'sign-in' }
    case 'look':
    case 'mend':
      return { kind: 'aside', reason: reasonOf(problem) }
  }
}

/** 2, 4, 8 … up to 300 seconds, and up to a quarter on top, so that phones do not come back all at once. */
export function pause(attempts: number, chance: number): number {
  const whole = Math.min(LONGEST, 2000 * 2 ** Math.min(attempts, 10))
  return Math.round(whole * (1 + chance / 4))
}

export function reasonOf(problem: Problem): Reason {
  return { code: problem.code === '' ? `http-${problem.status}` : problem.code, faults: problem.faults }
}
