// The one part of Vant on the first screen, with its styles. Its icon font weighs a quarter of that screen and names a
// foreign host: the build leaves it out, and nothing here shows an icon.

import 'vant/es/style/base.css'
import 'vant/es/loading/index.css'
import 'vant/es/button/index.css'

export { Button as VanButton } from 'vant/es/button'
