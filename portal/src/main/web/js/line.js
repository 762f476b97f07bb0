// The line between this page and a console: asks for a ticket, opens, and opens again when it breaks.
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 10000;
const REFUSED_WAIT_MS = 5000;

export class Line {
  #open;
  #section;
  #wait = FIRST_WAIT_MS;
  #timer = 0;

  /** @param section the console's element; @param open opens a URL and returns nothing; ends are told by closed() */
  constructor(section, open) {
    this.#section = section;
    this.#open = open;
    section.querySelector('[data-retry]').addEventListener('click', () => this.connect());
  }

  async connect() {
    clearTimeout(this.#timer);
    this.#state('busy', 'starting', 'Connecting', '');
    try {
      const answer = await fetch(this.#section.dataset.ticket, { method: 'POST', headers: { 'X-CSRF-Token': document.body.dataset.csrf, Accept: 'application/json' } });
      const ticket = await answer.json();
      if (!answer.ok) return this.#later(ticket.sentence, REFUSED_WAIT_MS);
      this.#open(new URL(ticket.url, location.href.replace(/^http/, 'ws')).href);
    } catch {
      this.#later('The portal does not answer.', this.#wait);
    }
  }

  opened() {
    this.#wait = FIRST_WAIT_MS;
    this.#state('ok', 'running', 'Connected', '');
  }

  closed(reason = 'The connection broke.') {
    this.#later(reason, this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
  }

  #later(sentence, wait) {
    clearTimeout(this.#timer);
    this.#state('warn', 'warning', 'Not connected', `${sentence} Trying again in ${Math.round(wait / 1000)} s.`);
    this.#timer = setTimeout(() => this.connect(), wait);
  }

  #state(colour, icon, word, sentence) {
    const state = this.#section.querySelector('[data-state]');
    state.className = `st ${colour}`;
    state.querySelector('use').setAttribute('href', state.querySelector('use').getAttribute('href').replace(/#.*/, '#' + icon));
    state.lastElementChild.textContent = word;
    const say = this.#section.querySelector('.say');
    say.hidden = sentence === '';
    say.querySelector('p').textContent = sentence;
    this.#section.dataset.connected = String(word === 'Connected');
  }
}

/** Full screen for the console; the browser's own shortcuts go to the machine where the browser allows it. */
export function fullScreen(section) {
  section.querySelector('[data-full]').addEventListener('click', async () => {
    if (document.fullscreenElement) return document.exitFullscreen();
    try {
      await section.requestFullscreen();
      await navigator.keyboard?.lock?.().catch(() => {});
    } catch {
      const say = section.querySelector('.say');
      say.hidden = false;
      say.querySelector('p').textContent = 'The browser does not let this page fill the screen; allow it in the settings of this site.';
    }
  });
}
