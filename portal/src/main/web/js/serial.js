// The serial console: xterm.js on the raw bytes.
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { Line, fullScreen } from './line.js';

const section = document.getElementById('console');
const screen = section.querySelector('[data-canvas]');
const terminal = new Terminal({
  fontFamily: '"Red Hat Mono", monospace', fontSize: 14, scrollback: 5000, cursorBlink: true,
  theme: { background: '#0a0a0a', foreground: '#d7d7d7' }, screenReaderMode: matchMedia('(forced-colors: active)').matches,
});
const fit = new FitAddon();
let socket = null;

terminal.loadAddon(fit);
terminal.open(screen);
document.fonts.ready.then(() => fit.fit());
new ResizeObserver(() => fit.fit()).observe(screen);

const encoder = new TextEncoder();
const send = text => { if (socket?.readyState === WebSocket.OPEN) socket.send(encoder.encode(text)); };

const line = new Line(section, url => {
  socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => {
    terminal.reset();
    line.opened();
    terminal.focus();
  };
  socket.onmessage = event => terminal.write(typeof event.data === 'string' ? event.data : new Uint8Array(event.data));
  socket.onclose = () => {
    socket = null;
    line.closed();
  };
});
terminal.onData(send);

// Ctrl Alt Shift together give the keyboard back to the page.
terminal.attachCustomKeyEventHandler(event => {
  if (!(event.ctrlKey && event.altKey && event.shiftKey)) return true;
  terminal.blur();
  section.querySelector('.con-bar a, .con-bar button').focus();
  return false;
});

const paste = document.getElementById('paste');
paste.addEventListener('submit', event => {
  event.preventDefault();
  paste.hidePopover();
  const text = paste.querySelector('textarea');
  send(text.value.replace(/\r\n?|\n/g, '\r'));
  text.value = '';
  terminal.focus();
});

section.querySelector('[data-save]').addEventListener('click', () => {
  const lines = [];
  for (let index = 0; index < terminal.buffer.active.length; index++) lines.push(terminal.buffer.active.getLine(index).translateToString(true));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([lines.join('\n').trimEnd() + '\n'], { type: 'text/plain' }));
  link.download = section.dataset.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});

fullScreen(section);
line.connect();
