// The table of a class: a teacher drops the files of all students and sees who meets which goal, and what fails for how many.
// Loaded when somebody wants it. The page sets `lessons`, pairs of an id and a title, and `ask`, which carries a question to the engine.
const endings = ["sketch", "json", "svg", "png"];
// As the command line has it: no design that a person draws comes near.
const mostBytes = 5_000_000;
// So many files are under way at once for each engine: it judges one while the next ones are read.
const atOnce = 2;
// So many files are read ahead: each waits for the browser, hardly any for the disk.
const ahead = 24;
// The page's own engine and a few more, as far as there are cores.
const mostHelpers = Math.min(3, (navigator.hardwareConcurrency ?? 2) - 1);
// An author's own lesson is known to the page's engine alone.
const draft = "draft:";

/** An element with its words. */
function made(tag, words = "", attributes = {}) {
  const element = document.createElement(tag);
  element.textContent = words;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** An element around others. */
function around(tag, children, attributes) {
  const element = made(tag, "", attributes);
  element.append(...children);
  return element;
}

/** Files of a drop, those in dropped folders too. */
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return [...transfer.files];
  const files = await Promise.all(entries.map(inEntry));
  return files.flat();
}

async function inEntry(entry) {
  if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
  const reader = entry.createReader();
  const all = [];
  // A folder tells its content in portions; an empty one is the last.
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) break;
    all.push(...some.filter((one) => one.isFile));
  }
  return (await Promise.all(all.map(inEntry))).flat();
}

/** The order of the command line: that of the letters' numbers. */
function byName(one, other) {
  const [left, right] = [one.name, other.name].map((name) => [...name].map((letter) => letter.codePointAt(0)));
  const at = left.findIndex((number, place) => number !== right[place]);
  return at < 0 ? left.length - right.length : left[at] - (right[at] ?? -1);
}

/** The text of a file, or the reason why it has none. */
async function handed(file) {
  if (file.size > mostBytes) return { error: `found ${file.size} bytes, expected at most ${mostBytes}` };
  const isPng = file.name.toLowerCase().endsWith(".png");
  try {
    if (isPng) return { text: await (await globalThis.loadBeside("picture.js")).designIn(file) };
    // A mark at the beginning stays in the text: whoever reads designs knows it.
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer()) };
  } catch (error) {
    return { error: error instanceof TypeError && !isPng ? "stream did not contain valid UTF-8" : error.message };
  }
}

/** An engine for marking alone. What it cannot answer is asked again of the page's own. */
class Helper {
  #worker;
  #waiting = new Map();
  #number = 0;

  constructor() {
    const tag = document.querySelector("script[data-engine]");
    this.#worker = new Worker(new URL(tag.dataset.engine, document.baseURI), { type: "module" });
    this.#worker.onmessage = ({ data }) => (data.reply === undefined ? data.broken && this.close() : this.#hear(JSON.parse(data.reply)));
    this.#worker.onerror = () => this.close();
  }

  /** What the engine has to say; a promise that fails when it has nothing to say. */
  ask(question) {
    const number = ++this.#number;
    this.#worker?.postMessage(JSON.stringify({ number, changes: null, next_id: 1, question: ["lessons", ["marking", question]] }));
    return new Promise((done, failed) => (this.#worker ? this.#waiting.set(number, { done, failed }) : failed(new Error("it has stopped"))));
  }

  #hear({ number, answer }) {
    // A number that nobody waits for is that of another version of the engine.
    if (!this.#waiting.has(number)) return this.close();
    const { done, failed } = this.#waiting.get(number);
    this.#waiting.delete(number);
    const marked = answer.Lessons?.Marked;
    if (typeof marked === "object") done(marked);
    else failed(new Error("it answered something else"));
  }

  close() {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { failed } of this.#waiting.values()) failed(new Error("it has stopped"));
    this.#waiting.clear();
  }
}

class Marking extends HTMLElement {
  #files = [];
  #left = 0;
  #turn = 0;
  #table = null;
  #helpers = [];

  connectedCallback() {
    const lessons = this.lessons.map(([id, title]) => made("option", title, { value: id }));
    this.lesson = around("select", lessons, { "aria-label": "Lesson" });
    this.step = around("select", [made("option", "All steps", { value: "" })], { "aria-label": "Step" });
    this.seed = made("input", "", { "aria-label": "Seed of the class", inputmode: "numeric", autocomplete: "off", value: "1" });
    this.input = made("input", "", { type: "file", multiple: "", accept: endings.map((end) => `.${end}`).join(","), "aria-label": "Files of the class" });
    this.status = made("p", "Drop the files of a class here, or their folder, or choose them", { role: "status" });
    this.result = made("div", "", { class: "marked" });
    const seed = around("label", ["Seed ", this.seed]);
    this.replaceChildren(made("h2", "Mark a class"), around("div", [this.lesson, this.step, seed, this.input], { class: "marking-choice" }), this.status, this.result);
    this.lesson.addEventListener("change", () => this.#choose());
    for (const control of [this.step, this.seed]) control.addEventListener("change", () => this.#mark());
    this.input.addEventListener("change", () => this.#take([...this.input.files]));
    this.addEventListener("dragover", (event) => event.preventDefault());
    this.addEventListener("drop", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.#take(await dropped(event.dataTransfer));
    });
    // They start while somebody looks for the files.
    this.#helpers = Array.from({ length: mostHelpers }, () => new Helper());
    this.#choose();
  }

  disconnectedCallback() {
    this.#turn += 1;
    for (const helper of this.#helpers) helper.close();
    this.#helpers = [];
  }

  /** The helpers that know the lesson. */
  #engines() {
    return this.lesson.value.startsWith(draft) ? [] : this.#helpers;
  }

  async #asks(question, helper) {
    const own = async () => JSON.parse(await this.ask(JSON.stringify(question)));
    // A file that stops a helper is judged again by the page's own engine, which says so.
    return helper ? helper.ask(question).catch(own) : own();
  }

  #question(files, step = this.step.value) {
    return { lesson: this.lesson.value, seed: this.seed.value.trim(), step: step || null, files };
  }

  /** Another lesson has other steps. */
  async #choose() {
    try {
      // Each fetches the lesson, and gets the judging under way, while somebody looks for the files.
      const question = { ...this.#question([], ""), prepares: true };
      for (const helper of this.#engines()) this.#asks(question, helper).catch(() => {});
      const { goals } = await this.#asks(question);
      const steps = new Map(goals.map(({ step, of }) => [step, of]));
      this.step.replaceChildren(made("option", "All steps", { value: "" }), ...[...steps].map(([id, title]) => made("option", title, { value: id })));
      await this.#mark();
    } catch (error) {
      this.#fail(error);
    }
  }

  #take(files) {
    const wanted = files.filter(({ name }) => !name.startsWith(".") && endings.includes(name.toLowerCase().split(".").slice(1).pop()));
    this.#left = files.length - wanted.length;
    this.#files = wanted.sort(byName);
    return this.#mark();
  }

  #fail(error) {
    this.status.textContent = `This could not be marked: ${error.message ?? error}`;
  }

  /** What a text comes to; nothing when the engine stopped, which may have been for another one that was under way. */
  async #judged(given, helper) {
    try {
      return (await this.#asks(this.#question([{ name: "", ...given }]), helper)).rows[0];
    } catch {
      return undefined;
    }
  }

  /** Marks file by file: one that stops the engine costs its own row. */
  async #mark() {
    const turn = ++this.#turn;
    this.result.replaceChildren();
    this.#table = null;
    const files = this.#files;
    if (files.length === 0) {
      if (this.#left > 0) this.status.textContent = `Found no designs, expected files that end in .${endings.join(", .")}`;
      return;
    }
    const began = performance.now();
    try {
      // The names come back fit to be shown.
      const { goals, rows } = await this.#asks(this.#question(files.map(({ name }) => ({ name, error: "" }))));
      const named = (at, judged) => (rows[at] = { ...judged, name: rows[at].name });
      const left = new Set(files.keys());
      // Who has not begun yet, and who handed in twice, has the text of somebody else.
      const texts = new Map();
      const reading = new Map();
      const judge = async (at, helper) => {
        for (let next = at; next <= at + ahead && next < files.length; next += 1) {
          if (!reading.has(next)) reading.set(next, handed(files[next]));
        }
        const given = await reading.get(at);
        const key = given.text ?? at;
        if (!texts.has(key)) texts.set(key, this.#judged(given, helper));
        const judged = await texts.get(key);
        if (judged) left.delete(at) && named(at, judged);
      };
      let next = 0;
      const go = async (helper) => {
        for (let at = next++; at < files.length && turn === this.#turn; at = next++) {
          await judge(at, helper);
          if (at % 16 === 0) this.status.textContent = `${at + 1} of ${files.length} files`;
        }
      };
      const engines = [undefined, ...this.#engines()];
      await Promise.all(engines.flatMap((engine) => Array.from({ length: atOnce }, () => go(engine))));
      texts.clear();
      for (const at of left) {
        if (turn !== this.#turn) return;
        await judge(at);
        if (left.has(at)) named(at, { error: "the program stopped while it judged this file" });
      }
      if (turn !== this.#turn) return;
      this.#table = { goals, rows };
      this.#show(this.#table);
      performance.measure("marking", { start: began });
    } catch (error) {
      if (turn === this.#turn) this.#fail(error);
    }
  }

  #show({ goals, rows }) {
    const readable = rows.filter((row) => row.goals);
    const fails = goals.map((_, place) => readable.filter((row) => row.goals[place] !== null));
    const left = this.#left > 0 ? `. Left out: ${this.#left} that do not end in .${endings.join(", .")}` : "";
    const count = rows.length === 1 ? "1 file is" : `${rows.length} files are`;
    this.status.textContent = `${count} marked, ${rows.length - readable.length} could not be read${left}`;
    const save = made("button", "Download as CSV", { type: "button" });
    save.addEventListener("click", () => this.#save());
    const tell = ({ step, title }, place) => {
      const students = fails[place].map((row) => made("li", `${row.name}: ${row.goals[place]}`));
      const words = `${place + 1}. Fails for ${students.length} of ${readable.length} – ${step}: ${title}`;
      if (students.length === 0) return made("li", words);
      return around("li", [around("details", [made("summary", words), around("ul", students)])]);
    };
    this.result.replaceChildren(save, made("h3", "What fails"), around("ol", goals.map(tell), { class: "fails" }), made("h3", "Students"), this.#grid(goals, rows));
  }

  #grid(goals, rows) {
    const heads = goals.map(({ title }, place) => made("th", place + 1, { scope: "col", title }));
    const line = (row) => {
      const name = made("th", row.name, { scope: "row" });
      if (!row.goals) return around("tr", [name, made("td", `could not be read: ${row.error}`, { colspan: goals.length + 1, class: "unread" })]);
      const cells = row.goals.map((why) => made("td", why === null ? "✓" : "·", { "aria-label": why === null ? "met" : "not met", title: why ?? "met" }));
      const met = row.goals.filter((why) => why === null).length;
      return around("tr", [name, ...cells, made("td", `${met} of ${goals.length}`)]);
    };
    const table = around("table", [around("thead", [around("tr", [made("th", "File", { scope: "col" }), ...heads, made("th", "Met", { scope: "col" })])]), around("tbody", rows.map(line))]);
    return around("div", [table], { class: "marks", tabindex: "0", role: "region", "aria-label": "Students and goals" });
  }

  /** The table as the command line writes it. */
  async #save() {
    try {
      const { csv } = await this.#asks({ marks: this.#table });
      const address = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
      around("a", [], { href: address, download: `${this.lesson.value}.csv` }).click();
      URL.revokeObjectURL(address);
    } catch (error) {
      this.#fail(error);
    }
  }
}

customElements.define("groundplan-marking", Marking);
