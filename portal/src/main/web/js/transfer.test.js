import assert from 'node:assert/strict';
import test from 'node:test';
import { PART_BYTES, Transfer } from './transfer.js';

const SIZE = 2 * PART_BYTES + 10;
const file = { size: SIZE, slice: (from, to) => to - from };

/** A server that keeps what it got, and fails as it is told: answers[number of the request] takes the place of the right one. */
class Server {
  received = 0;
  requests = [];
  tokens = 0;
  time = 0;
  waits = [];

  constructor(answers = {}) { this.answers = answers; }
  now() { return this.time; }
  abort() { this.aborted = true; }
  async pause(ms) { this.waits.push(ms); this.time += ms; }
  async token() { return { token: `token-${++this.tokens}` }; }
  async offset(token) { return this.#answer(`HEAD ${token}`, () => ({ status: 200, offset: this.received, sentence: '' })); }
  async send(token, from, length, part) {
    return this.#answer(`PATCH ${token} ${from}`, () => {
      if (from !== this.received) return { status: 409, offset: this.received, sentence: '' };
      this.received += part;
      return this.received === length ? { status: 200, offset: null, sentence: '' } : { status: 204, offset: this.received, sentence: '' };
    });
  }
  #answer(request, right) {
    this.requests.push(request);
    return this.answers[this.requests.length]?.(this) ?? right();
  }
}

const transfer = (server, said = []) => new Transfer(file, server, news => said.push(news));

test('a file goes over in parts behind one another', async () => {
  const server = new Server();
  assert.equal(await transfer(server).run(), true);
  assert.deepEqual(server.requests, ['HEAD token-1', 'PATCH token-1 0', `PATCH token-1 ${PART_BYTES}`, `PATCH token-1 ${2 * PART_BYTES}`]);
});

test('after a cut the server is asked how far it is, and the rest follows', async () => {
  const server = new Server({ 3: own => { own.received += 1000; return { status: 0, offset: null, sentence: 'The connection broke.' }; } });
  const said = [];
  assert.equal(await transfer(server, said).run(), true);
  assert.deepEqual(server.requests.slice(2, 5), [`PATCH token-1 ${PART_BYTES}`, 'HEAD token-1', `PATCH token-1 ${PART_BYTES + 1000}`]);
  assert.ok(said.some(news => news.sentence === 'The connection broke. Trying again in 1 s.'));
});

test('waits grow while nobody answers, and shrink when somebody does', async () => {
  const lost = () => ({ status: 0, offset: null, sentence: 'No answer.' });
  const server = new Server({ 1: lost, 2: lost, 3: lost, 6: lost });
  assert.equal(await transfer(server).run(), true);
  assert.deepEqual(server.waits, [1000, 2000, 4000, 1000]);
});

test('a token that has run out is replaced', async () => {
  const server = new Server({ 2: () => ({ status: 401, offset: null, sentence: 'old' }) });
  assert.equal(await transfer(server).run(), true);
  assert.equal(server.requests[2], 'PATCH token-2 0');
});

test('what the disk cannot hold is told once and not tried again', async () => {
  const server = new Server({ 2: () => ({ status: 400, offset: null, sentence: 'The disk is too small.' }) });
  const said = [];
  assert.equal(await transfer(server, said).run(), false);
  assert.equal(said.at(-1).state, 'failed');
  assert.equal(said.at(-1).sentence, 'The disk is too small.');
  assert.deepEqual(server.waits, []);
});

test('another file than the one that was begun is not sent', async () => {
  const server = new Server();
  server.received = SIZE + 1;
  assert.equal(await transfer(server).run(), false);
  assert.equal(server.requests.length, 1);
});

test('a paused upload sends nothing until it goes on, and then asks where', async () => {
  let upload;
  const server = new Server({ 2: own => { own.received += 500; upload.pause(); return { status: 0, offset: null, sentence: 'aborted' }; } });
  upload = transfer(server);
  const end = upload.run();
  await new Promise(resolve => setTimeout(resolve, 20));
  assert.equal(server.requests.length, 2);
  assert.ok(server.aborted);
  upload.resume();
  assert.equal(await end, true);
  assert.deepEqual(server.requests.slice(2, 4), ['HEAD token-1', 'PATCH token-1 500']);
  assert.deepEqual(server.waits, []);
});
