// What a person types when a text is pasted: keys of a layout that give each character.
// A layout maps a key (KeyboardEvent.code) to its characters: plain, with Shift, with AltGr. A space means none.

const US = {
  Backquote: '`~', Digit1: '1!', Digit2: '2@', Digit3: '3#', Digit4: '4$', Digit5: '5%', Digit6: '6^', Digit7: '7&', Digit8: '8*',
  Digit9: '9(', Digit0: '0)', Minus: '-_', Equal: '=+', KeyQ: 'qQ', KeyW: 'wW', KeyE: 'eE', KeyR: 'rR', KeyT: 'tT', KeyY: 'yY',
  KeyU: 'uU', KeyI: 'iI', KeyO: 'oO', KeyP: 'pP', BracketLeft: '[{', BracketRight: ']}', Backslash: '\\|', KeyA: 'aA', KeyS: 'sS',
  KeyD: 'dD', KeyF: 'fF', KeyG: 'gG', KeyH: 'hH', KeyJ: 'jJ', KeyK: 'kK', KeyL: 'lL', Semicolon: ';:', Quote: '\'"', KeyZ: 'zZ',
  KeyX: 'xX', KeyC: 'cC', KeyV: 'vV', KeyB: 'bB', KeyN: 'nN', KeyM: 'mM', Comma: ',<', Period: '.>', Slash: '/?',
};

const GB = {
  ...US, Backquote: '`¬¦', Digit2: '2"', Digit3: '3£', Digit4: '4$€', Quote: '\'@', Backslash: '#~', IntlBackslash: '\\|',
};

const DE = {
  ...US, Backquote: ' °', Digit2: '2"²', Digit3: '3§³', Digit6: '6&', Digit7: '7/{', Digit8: '8([', Digit9: '9)]', Digit0: '0=}',
  Minus: 'ß?\\', Equal: '  ', KeyQ: 'qQ@', KeyE: 'eE€', KeyY: 'zZ', KeyZ: 'yY', KeyM: 'mMµ', BracketLeft: 'üÜ', BracketRight: '+*~',
  Backslash: '#\'', Semicolon: 'öÖ', Quote: 'äÄ', IntlBackslash: '<>|', Comma: ',;', Period: '.:', Slash: '-_',
};

const FR = {
  ...US, Backquote: '²', Digit1: '&1', Digit2: 'é2', Digit3: '"3#', Digit4: '\'4{', Digit5: '(5[', Digit6: '-6|', Digit7: 'è7',
  Digit8: '_8\\', Digit9: 'ç9^', Digit0: 'à0@', Minus: ')°]', Equal: '=+}', KeyQ: 'aA', KeyW: 'zZ', KeyE: 'eE€', KeyA: 'qQ', KeyZ: 'wW',
  BracketLeft: '  ', BracketRight: '$£', Semicolon: 'mM', Quote: 'ù%', Backslash: '*µ', IntlBackslash: '<>', KeyM: ',?', Comma: ';.',
  Period: ':/', Slash: '!§',
};

/** Characters that need a dead key and then Space: character → [key, Shift, AltGr]. */
const DEAD = {
  us: {}, gb: {},
  de: { '^': ['Backquote', false, false], '´': ['Equal', false, false], '`': ['Equal', true, false] },
  fr: { '¨': ['BracketLeft', true, false], '`': ['Digit7', false, true], '~': ['Digit2', false, true] },
};

export const LAYOUTS = { us: 'English (us)', gb: 'English (gb)', de: 'German (de)', fr: 'French (fr)' };
const KEYS = { us: US, gb: GB, de: DE, fr: FR };

/** Key strokes for one character on a layout, or null: a list of {code, shift, altgr}. */
export function strokes(character, layout) {
  if (character === '\n') return [stroke('Enter')];
  if (character === '\t') return [stroke('Tab')];
  if (character === ' ') return [stroke('Space')];
  for (const [code, characters] of Object.entries(KEYS[layout])) {
    const level = [...characters].indexOf(character);
    if (level >= 0) return [stroke(code, level === 1, level === 2)];
  }
  const dead = DEAD[layout][character];
  return dead ? [stroke(...dead), stroke('Space')] : null;
}

/** The different characters of a text that a layout cannot type, in order of appearance. */
export function unsupported(text, layout) {
  return [...new Set([...normal(text)].filter(character => strokes(character, layout) === null))];
}

/** Line ends as a keyboard gives them. */
export function normal(text) {
  return text.replace(/\r\n?/g, '\n');
}

function stroke(code, shift = false, altgr = false) {
  return { code, shift, altgr };
}
