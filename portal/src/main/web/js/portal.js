// Every page works without this script; with it, pages change in place and follow the cluster.
import 'htmx.org';
import './copy.js';
import './dialogs.js';
import './fill.js';
import './menus.js';
import './keys.js';
import './live.js';
import './selection.js';
import './toasts.js';
import './windows.js';

// On a narrow screen the tabs scroll: the current one comes into sight.
document.querySelector('.pf-v6-c-tabs .pf-m-current')?.scrollIntoView({ block: 'nearest', inline: 'center' });
