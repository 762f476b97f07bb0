// Sends a file in parts and goes on where it broke. Knows no browser: what it needs is given to it.
export const PART_BYTES = 16 * 2 ** 20;

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15000;
const TOKEN_MS = 4 * 60 * 1000; // a token is good for five minutes

/** The server said no, and asking again would not help. */
export class Refused extends Error {}

export class Transfer {
  #file;
  #line;
  #tell;
  #offset = null;
  #sent = 0;
  #token = '';
  #tokenAt = 0;
  #wait = FIRST_WAIT_MS;
  #paused = false;
  #resume = () => {};

  /**
   * @param file has size and slice(from, to)
   * @param line token() → text; offset(token) and send(token, offset, length, part, progress) → { status, offset, sentence };
   *             status 0: no answer; pause(ms) waits; now() → ms; abort() ends what is being sent
   * @param tell is called with { state, offset, sentence }: sending, finishing, paused, waiting, done, failed
   */
  constructor(file, line, tell) {
    this.#file = file;
    this.#line = line;
    this.#tell = tell;
  }

  get paused() { return this.#paused; }

  pause() {
    this.#paused = true;
    this.#line.abort();
    this.#say('paused', '');
  }

  resume() {
    this.#paused = false;
    this.#wait = FIRST_WAIT_MS;
    this.#resume();
  }

  /** Sends all; returns whether the disk is complete. */
  async run() {
    try {
      while (!await this.#step()) {
        if (this.#paused) await new Promise(resolve => { this.#resume = resolve; });
      }
      this.#say('done', '');
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#say('failed', error.message);
      return false;
    }
  }

  /** One part, or one question; returns whether all is done. */
  async #step() {
    if (this.#paused) return false;
    if (!this.#token || this.#line.now() - this.#tokenAt > TOKEN_MS) {
      const answer = await this.#line.token();
      if (!answer.token) return this.#again(answer);
      this.#token = answer.token;
      this.#tokenAt = this.#line.now();
    }
    if (this.#offset === null) return this.#hear(await this.#line.offset(this.#token), false);
    const from = this.#offset;
    const to = Math.min(from + PART_BYTES, this.#file.size);
    this.#say(to === this.#file.size ? 'finishing' : 'sending', '');
    const answer = await this.#line.send(this.#token, from, this.#file.size, this.#file.slice(from, to), sent => {
      if (this.#paused) return;
      this.#sent = from + sent;
      this.#say(this.#sent >= this.#file.size ? 'finishing' : 'sending', '');
    });
    return this.#hear(answer, true);
  }

  async #hear({ status, offset, sentence }, sending) {
    if (this.#paused) {
      this.#offset = null; // what was on its way may have arrived or not
      return false;
    }
    if (status === 200 && sending) return true;
    if (status === 409 && offset === null) return true; // the disk is there already
    if ((status === 200 || status === 204 || status === 409) && offset !== null) {
      if (offset > this.#file.size) throw new Refused(`Another file of at least ${offset} bytes was begun; choose that one.`);
      this.#offset = this.#sent = offset;
      this.#wait = FIRST_WAIT_MS;
      return false;
    }
    if (status === 401) {
      this.#token = '';
      return false;
    }
    return this.#again({ passing: status === 0 || status === 502 || status === 503, sentence });
  }

  /** Waits before the next try, or gives up. */
  async #again({ passing, sentence }) {
    if (!passing) throw new Refused(sentence);
    this.#offset = null;
    this.#say('waiting', `${sentence} Trying again in ${Math.round(this.#wait / 1000)} s.`);
    await this.#line.pause(this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
    return false;
  }

  #say(state, sentence) {
    this.#tell({ state, offset: this.#sent, sentence });
  }
}
