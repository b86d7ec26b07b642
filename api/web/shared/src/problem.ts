// Problems as the server tells them (RFC 9457), and what a phone does about each. The table is the one of the contract's
// sync rules: act on `code`, never on the words.

export interface Fault {
  path: string
  code: string
  message: string
}

export interface Problem {
  status: number
  code: string
  title: string
  faults: Fault[]
  /** Seconds to wait, where the server says so. */
  retryAfter?: number
}

/** Wait and send the same; sign in and keep everything; look how things stand; set aside for a person. */
export type Course = 'wait' | 'sign-in' | 'look' | 'mend'

const WAIT = words('request-timeout locked-out upload-busy too-many-requests busy storage-full unavailable internal')
const SIGN_IN = words('not-authenticated token-expired session-ended send-only')
const LOOK = words(
  'conflict version-conflict stage-refused case-not-complete file-not-ready catalogue-version-unknown visit-not-started ' +
    'upload-offset-mismatch upload-checksum-mismatch upload-expired upload-complete upload-incomplete ' +
    'erasure-case-open erasure-retained item-changed resync-required',
)

export function courseOf(problem: Problem): Course {
  if (WAIT.has(problem.code)) return 'wait'
  if (SIGN_IN.has(problem.code)) return 'sign-in'
  if (LOOK.has(problem.code)) return 'look'
  // A code that this app does not know: the status tells what is safe.
  if (problem.status === 429 || problem.status === 423 || problem.status >= 500) return 'wait'
  if (problem.status === 401) return 'sign-in'
  return 'mend'
}

/** Reads an answer's body as a problem. A proxy's page in between is one without a code of ours. */
export function problemOf(status: number, body: unknown, retryAfter?: string | null): Problem {
  const told = isRecord(body) ? body : {}
  const problem: Problem = {
    status,
    code: typeof told['code'] === 'string' ? told['code'] : '',
    title: typeof told['title'] === 'string' ? told['title'] : '',
    faults: Array.isArray(told['faults']) ? told['faults'].filter(isFault) : [],
  }
  const seconds = Number(told['retry_after'] ?? retryAfter ?? undefined)
  if (Number.isFinite(seconds) && seconds >= 0) problem.retryAfter = seconds
  return problem
}

function isFault(value: unknown): value is Fault {
  return isRecord(value) && typeof value['path'] === 'string' && typeof value['code'] === 'string'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '))
}
