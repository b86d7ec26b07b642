// The parts of Vant that come when they are needed: the dialog and the toast, with their styles.

import 'vant/es/badge/index.css'
import 'vant/es/overlay/index.css'
import 'vant/es/popup/index.css'
import 'vant/es/toast/index.css'
import 'vant/es/action-bar/index.css'
import 'vant/es/action-bar-button/index.css'
import 'vant/es/dialog/index.css'

export { showConfirmDialog } from 'vant/es/dialog'
export { showToast } from 'vant/es/toast'
