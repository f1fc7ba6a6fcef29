// <groundplan-diagram src="design.svg" mode="view|edit" view="network" theme="auto|light|dark"> and code blocks of
// the language `groundplan`. Loaded by <script src="…/embed.js" defer>. Each diagram is a frame of its own; public/host.js in it answers.
(() => {
  const here = new URL("./", document.currentScript.src);
  // A sheet of its own: a page whose policy forbids inline styles allows it.
  const style = new CSSStyleSheet();
  style.replaceSync(`:host{display:block;position:relative;height:480px;border:1px solid #8884;border-radius:8px;overflow:auto}
iframe{position:absolute;inset:0;width:100%;height:100%;border:0}iframe:not(.open){opacity:0;pointer-events:none}
img{width:100%;height:100%;object-fit:contain}:host([theme=light]) img{color-scheme:light}:host([theme=dark]) img{color-scheme:dark}button{position:absolute;inset:auto 8px 8px auto;font:inherit;padding:4px 12px}pre,p{margin:8px}`);
  const make = (name, more) => Object.assign(document.createElement(name), more);

  class Diagram extends HTMLElement {
    static observedAttributes = ["src", "view", "theme"];
    #frame;
    #next = 1;
    #waiting = new Map();
    #open;
    #worn;
    #watch = new MutationObserver(() => this.#dress());
    #scheme = matchMedia("(prefers-color-scheme: dark)");
    #turn = () => this.#dress();

    connectedCallback() {
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [style];
      addEventListener("message", this.#hear);
      for (const one of [document.documentElement, document.body]) this.#watch.observe(one, { attributes: true });
      this.#scheme.addEventListener("change", this.#turn);
      const { src, mode, alt } = this.#said;
      if (src?.endsWith(".svg") && mode === "view") {
        const button = make("button", { textContent: "Explore" });
        button.onclick = () => this.explore().then(() => this.#frame?.focus());
        root.replaceChildren(make("img", { src, alt, loading: "lazy" }), button);
      } else {
        // A text can be read until its diagram is there.
        root.replaceChildren(make("pre", { textContent: src ? "" : this.textContent }));
        new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && this.explore()).observe(this);
      }
    }

    disconnectedCallback() {
      removeEventListener("message", this.#hear);
      this.#watch.disconnect();
      this.#scheme.removeEventListener("change", this.#turn);
      this.#frame = this.#open = undefined;
    }

    attributeChangedCallback(name, _, value) {
      if (!this.#frame) return;
      // What the designer does not know changes nothing.
      const ask = (type, more) => this.ask(type, more).catch(() => {});
      if (name === "view") ask("setView", { view: value });
      else if (name === "theme") this.#dress();
      else this.#load();
    }

    get #said() {
      const given = Object.fromEntries([...this.attributes].map(({ name, value }) => [name, value]));
      return { mode: "view", theme: "auto", alt: "Diagram of an AWS architecture", ...given };
    }

    /** The theme; a page that has chosen a scheme itself says what `auto` is. */
    get #theme() {
      const { theme } = this.#said;
      const scheme = getComputedStyle(this).colorScheme;
      return theme === "auto" && ["light", "dark"].includes(scheme) ? scheme : theme;
    }

    #dress() {
      const theme = this.#theme;
      if (this.#frame?.className && theme !== this.#worn) this.ask("setTheme", { theme: (this.#worn = theme) }).catch(() => {});
    }

    /** Brings the designer. Resolves when the design is open, or the diagram says why it is not. */
    explore() {
      return (this.#open ??= new Promise((done) => {
        const { mode, alt } = this.#said;
        const query = new URLSearchParams({ embed: mode, parentOrigin: origin, theme: (this.#worn = this.#theme) });
        if (origin === "null") return done(this.#fail("a page that is opened as a file holds none. Serve it, for example with python3 -m http.server"));
        this.#waiting.set(null, () => this.#load().then(done));
        this.#frame = make("iframe", { src: `${here}?${query}`, title: alt, allow: "clipboard-write" });
        this.shadowRoot.append(this.#frame);
      }));
    }

    async #load() {
      const { src, view } = this.#said;
      const root = this.shadowRoot;
      try {
        const answer = src && (await fetch(src));
        if (answer && !answer.ok) throw Error(`${src} answers ${answer.status}`);
        await this.ask("load", { text: answer ? await answer.text() : this.textContent });
        if (view) await this.ask("setView", { view });
        this.#frame.className = "open";
        // It may be another one than when the frame was asked for.
        this.#dress();
        // A frame that is moved begins anew.
        root.querySelectorAll(":not(iframe)").forEach((one) => one.remove());
      } catch ({ message }) {
        this.#frame.className = "";
        this.#fail(message);
      }
    }

    #fail(message) {
      const root = this.shadowRoot;
      root.querySelector("p")?.remove();
      root.prepend(make("p", { role: "alert", textContent: `This diagram cannot be shown: ${message}` }));
    }

    /** Asks the designer; resolves with its reply. */
    async ask(type, more) {
      if (!this.#frame) throw Error("The designer is not there yet: explore() brings it");
      const id = this.#next++;
      return new Promise((done, failed) => {
        this.#waiting.set(id, (reply) => (reply.type === "error" ? failed(Error(reply.reason)) : done(reply)));
        this.#frame.contentWindow.postMessage({ v: 1, type, id, ...more }, here.origin);
      });
    }

    #hear = ({ source, origin, data }) => {
      if (source !== this.#frame?.contentWindow || origin !== here.origin || data?.v !== 1) return;
      if (data.type === "change") this.dispatchEvent(new CustomEvent("change", { detail: data }));
      else this.#waiting.get(data.id)?.(data);
      this.#waiting.delete(data.id);
    };
  }

  customElements.define("groundplan-diagram", Diagram);

  // As mdBook and MkDocs write them, with and without highlighting.
  const blocks = "code.language-groundplan,.language-groundplan code,pre.groundplan code";
  const turn = () => {
    if (document.readyState === "loading") return;
    for (const { textContent, parentElement } of document.querySelectorAll(blocks))
      (parentElement.closest(".language-groundplan") ?? parentElement).replaceWith(make("groundplan-diagram", { textContent }));
  };
  turn();
  addEventListener("DOMContentLoaded", turn);
  // Some sites change pages without a load.
  new MutationObserver(turn).observe(document, { childList: true, subtree: true });
})();
