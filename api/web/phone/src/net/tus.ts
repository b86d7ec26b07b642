// One sealed photo by tus. Knows the library; retries nothing by itself, for the outbox decides when. Loaded when the first
// photo goes out, not before.

import { problemOf } from '@zerotrip/shared/problem'
import type { Reply } from '@zerotrip/shared/wire'
import { Upload, type DetailedError } from 'tus-js-client'
import type { UploadWatch } from '../outbox/net'
import type { MediaRow } from '../outbox/rows'

/** Bytes of one PATCH: what a thin line finishes before it breaks. */
const CHUNK = 512 * 1024
/** Milliseconds without a byte after which a line counts as lost. */
const PATIENCE = 60_000

export async function uploadByTus(
  row: MediaRow,
  bytes: ArrayBuffer,
  token: string,
  watch: UploadWatch,
): Promise<Reply<undefined>> {
  let written: Promise<void> = Promise.resolve()
  const write = (work: () => Promise<void>) => void (written = written.then(work))
  const reply = await new Promise<Reply<undefined>>((resolve) => {
    let patience = setTimeout(give, PATIENCE)
    const again = () => {
      clearTimeout(patience)
      patience = setTimeout(give, PATIENCE)
    }
    const finish = (reply: Reply<undefined>) => {
      clearTimeout(patience)
      resolve(reply)
    }
    const upload = new Upload(new Blob([bytes]), {
      endpoint: `${location.origin}/v1/uploads`,
      ...(row.uploadUrl === undefined ? {} : { uploadUrl: new URL(row.uploadUrl, location.origin).href }),
      chunkSize: CHUNK,
      retryDelays: [],
      headers: { Authorization: `Bearer ${token}` },
      metadata: { sha256: row.sha256 },
      uploadDataDuringCreation: true,
      storeFingerprintForResuming: false,
      onUploadUrlAvailable: () => {
        const { url } = upload
        if (url !== null) write(() => watch.at(new URL(url, location.origin).pathname))
      },
      onProgress: again,
      onChunkComplete: (_size, stored) => write(() => watch.stored(stored)),
      onSuccess: () => finish({ kind: 'done', status: 204, body: undefined }),
      onError: (error) => finish(replyOf(error)),
    })
    function give() {
      void upload.abort()
      finish({ kind: 'silent' })
    }
    upload.start()
  })
  await written
  return reply
}

function replyOf(error: Error | DetailedError): Reply<undefined> {
  const answer = 'originalResponse' in error ? error.originalResponse : null
  if (answer === null || answer === undefined || answer.getStatus() === 0) return { kind: 'silent' }
  return { kind: 'problem', problem: problemOf(answer.getStatus(), json(answer.getBody()), answer.getHeader('Retry-After')) }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
