import test from 'node:test';
import assert from 'node:assert/strict';
import { LAYOUTS, strokes, unsupported } from './layouts.js';

test('every layout types every printable ASCII character', () => {
  const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
  for (const layout of Object.keys(LAYOUTS)) assert.deepEqual(unsupported(ascii, layout), [], layout);
});

test('a German keyboard has z where an American one has y', () => {
  assert.deepEqual(strokes('z', 'us'), [{ code: 'KeyZ', shift: false, altgr: false }]);
  assert.deepEqual(strokes('z', 'de'), [{ code: 'KeyY', shift: false, altgr: false }]);
});

test('an at sign needs AltGr on a German keyboard', () => {
  assert.deepEqual(strokes('@', 'de'), [{ code: 'KeyQ', shift: false, altgr: true }]);
});

test('a caret on a German keyboard is a dead key and then a space', () => {
  assert.deepEqual(strokes('^', 'de').map(stroke => stroke.code), ['Backquote', 'Space']);
});

test('characters that a layout lacks are named once each', () => {
  assert.deepEqual(unsupported('Grüße, 5 € – ü', 'us'), ['ü', 'ß', '€', '–']);
  assert.deepEqual(unsupported('Grüße, 5 €', 'de'), []);
});

test('line ends of all systems are typed as Enter', () => {
  assert.deepEqual(unsupported('a\r\nb\rc\n', 'us'), []);
  assert.equal(strokes('\n', 'us')[0].code, 'Enter');
});

test('a space stands for a missing level and is never typed by it', () => {
  assert.deepEqual(strokes(' ', 'de'), [{ code: 'Space', shift: false, altgr: false }]);
});
