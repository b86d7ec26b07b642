// The part of Vant that comes when it is needed: the dialog, with its styles.

import 'vant/es/badge/index.css'
import 'vant/es/overlay/index.css'
import 'vant/es/popup/index.css'
import 'vant/es/action-bar/index.css'
import 'vant/es/action-bar-button/index.css'
import 'vant/es/dialog/index.css'

export { showConfirmDialog } from 'vant/es/dialog'
