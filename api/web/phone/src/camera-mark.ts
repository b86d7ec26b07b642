// Where the worker was when the camera opened: a phone may kill the page behind it. Facts only, no person.

import { db } from './app'

const NAME = 'camera'

export const markCamera = (path: string) => db.setValue(NAME, path)
export const unmarkCamera = () => db.meta.delete(NAME)
export const cameraMark = () => db.value<string>(NAME)
