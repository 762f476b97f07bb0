// The graphical console: noVNC, keys the browser keeps for itself, and pasting as typing.
import RFB from '@novnc/novnc';
import { LAYOUTS, normal, strokes, unsupported } from './layouts.js';
import { Line, fullScreen } from './line.js';

const TYPED_PER_SECOND = 40;
const KEYSYMS = {
  Escape: 0xff1b, Tab: 0xff09, Enter: 0xff0d, Backspace: 0xff08, Delete: 0xffff, ControlLeft: 0xffe3, AltLeft: 0xffe9, AltRight: 0xfe03,
  ShiftLeft: 0xffe1, MetaLeft: 0xffeb, ArrowUp: 0xff52, ArrowDown: 0xff54, ArrowLeft: 0xff51, ArrowRight: 0xff53, PrintScreen: 0xff61,
  Space: 0x20, ...Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`F${index + 1}`, 0xffbe + index])),
};

const section = document.getElementById('console');
const screen = section.querySelector('.screen');
const canvas = section.querySelector('[data-canvas]');
const layout = section.querySelector('[data-layout]');
const scale = section.querySelector('[data-scale]');
const held = new Set();
let rfb = null;
let typing = null;

const line = new Line(section, url => {
  canvas.replaceChildren();
  rfb = new RFB(canvas, url, { shared: true });
  rfb.background = '#0a0a0a';
  rfb.showDotCursor = true;
  fit();
  rfb.addEventListener('connect', () => {
    line.opened();
    rfb.focus({ preventScroll: true });
  });
  rfb.addEventListener('disconnect', event => {
    rfb = null;
    line.closed(event.detail.clean ? 'The machine ended the connection.' : 'The connection broke.');
  });
  rfb.addEventListener('desktopname', event => { canvas.title = event.detail.name; });
});

function fit() {
  if (!rfb) return;
  rfb.scaleViewport = scale.value === 'fit';
  rfb.resizeSession = scale.value === 'guest';
  rfb.clipViewport = scale.value === 'one';
}
scale.addEventListener('change', fit);

/** Presses keys in order and lets them go in reverse: "ControlLeft AltLeft Delete". */
function chord(codes) {
  if (!rfb) return;
  for (const code of codes) rfb.sendKey(KEYSYMS[code], code, true);
  for (const code of [...codes].reverse()) rfb.sendKey(KEYSYMS[code], code, false);
}

document.addEventListener('click', event => {
  const button = event.target.closest('[data-keys], [data-hold], [data-soft]');
  if (!button) return;
  if (button.dataset.keys) {
    chord([...held, ...button.dataset.keys.split(' ')]);
    release();
  } else if (button.dataset.hold) {
    const code = button.dataset.hold;
    if (!held.delete(code)) held.add(code);
    button.setAttribute('aria-pressed', String(held.has(code)));
  } else {
    section.querySelector('#soft').focus();
  }
  button.closest('[popover]')?.hidePopover();
  if (!button.dataset.soft && !matchMedia('(pointer: coarse)').matches) rfb?.focus();
});

function release() {
  held.clear();
  for (const button of section.querySelectorAll('[data-hold]')) button.setAttribute('aria-pressed', 'false');
}

// The on-screen keyboard of a phone gives texts, not keys.
section.querySelector('#soft').addEventListener('beforeinput', event => {
  event.preventDefault();
  if (event.inputType === 'deleteContentBackward') chord(['Backspace']);
  else if (event.inputType === 'insertLineBreak') chord(['Enter']);
  else for (const character of event.data ?? '') press(character);
});

function press(character) {
  for (const { code, shift, altgr } of strokes(character, layout.value) ?? []) {
    const modifiers = [...held, ...(shift ? ['ShiftLeft'] : []), ...(altgr ? ['AltRight'] : [])];
    const keysym = KEYSYMS[code] ?? symbol(character);
    for (const modifier of modifiers) rfb?.sendKey(KEYSYMS[modifier], modifier, true);
    rfb?.sendKey(keysym, code, true);
    rfb?.sendKey(keysym, code, false);
    for (const modifier of modifiers.reverse()) rfb?.sendKey(KEYSYMS[modifier], modifier, false);
  }
}

/** X11 keysym of a character: Latin-1 is its code, everything else is 0x01000000 + code point. */
function symbol(character) {
  const point = character.codePointAt(0);
  return point < 0x100 ? point : 0x01000000 + point;
}

// Pasting as typing: the box says beforehand what the layout cannot type.
const paste = document.getElementById('paste');
const text = paste.querySelector('textarea');
const forecast = paste.querySelector('[data-forecast]');
const type = paste.querySelector('[data-type]');
for (const [value, name] of Object.entries(LAYOUTS)) layout.append(new Option(name, value));
try { layout.value = localStorage.getItem('slipway-layout') ?? 'us'; } catch { layout.value = 'us'; }

function foresee() {
  const characters = [...normal(text.value)];
  const missing = unsupported(text.value, layout.value);
  const seconds = Math.ceil(characters.length / TYPED_PER_SECOND);
  const amount = `${characters.length} characters, about ${seconds} s.`;
  forecast.textContent = missing.length === 0
    ? `${amount} All of them exist on the layout ${LAYOUTS[layout.value]}.`
    : `${amount} The layout ${LAYOUTS[layout.value]} cannot type ${missing.join(' ')}; choose the guest's layout, or the rest is typed without them.`;
  forecast.classList.toggle('err', missing.length > 0);
  type.disabled = characters.length === 0;
}
text.addEventListener('input', foresee);
layout.addEventListener('change', () => {
  try { localStorage.setItem('slipway-layout', layout.value); } catch { /* private mode keeps nothing */ }
  foresee();
});
foresee();

paste.addEventListener('submit', event => {
  event.preventDefault();
  paste.hidePopover();
  clearInterval(typing);
  const characters = [...normal(text.value)];
  text.value = '';
  foresee();
  typing = setInterval(() => {
    if (!characters.length || !rfb) return clearInterval(typing);
    press(characters.shift());
  }, 1000 / TYPED_PER_SECOND);
  rfb?.focus();
});

// Ctrl Alt Shift together give the keyboard back to the page.
screen.addEventListener('keydown', event => {
  if (event.ctrlKey && event.altKey && event.shiftKey && ['Control', 'Alt', 'Shift'].includes(event.key)) {
    rfb?.blur();
    section.querySelector('.con-bar a, .con-bar button').focus();
  }
}, { capture: true });

fullScreen(section);
line.connect();
