// <groundplan-diagram src="design.svg" mode="view|edit" view="network" theme="auto|light|dark"> and code blocks of language `groundplan`.
// Load with <script src="…/embed.js" defer></script>. Talks to public/host.js by messages; each diagram has a frame and a state of its own.
(() => {
  const here = new URL("./", document.currentScript.src);
  // A sheet of its own: a page whose policy forbids inline styles allows it.
  const style = new CSSStyleSheet();
  style.replaceSync(`:host{display:block;position:relative;height:480px;border:1px solid #8884;border-radius:8px;overflow:hidden}
    iframe{width:100%;height:100%;border:0}img{width:100%;height:100%;object-fit:contain}
    button{position:absolute;inset:auto 8px 8px auto;font:inherit;padding:4px 12px}p{margin:8px;font:inherit}`);

  class Diagram extends HTMLElement {
    static observedAttributes = ["src", "view"];
    #frame;
    #text;
    #next = 1;
    #waiting = new Map();
    #ready;

    connectedCallback() {
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [style];
      root.replaceChildren();
      addEventListener("message", this.#hear);
      const src = this.getAttribute("src");
      if (this.#isEdited || !src?.endsWith(".svg")) return this.#whenSeen();
      // The picture is there at once; the designer comes when somebody wants it.
      const image = Object.assign(new Image(), { src, alt: this.getAttribute("alt") ?? "Diagram of an AWS architecture", loading: "lazy" });
      const button = Object.assign(document.createElement("button"), { textContent: "Explore" });
      button.onclick = () => this.explore();
      root.append(image, button);
    }

    disconnectedCallback() {
      removeEventListener("message", this.#hear);
      this.#frame = this.#ready = undefined;
    }

    attributeChangedCallback(name, _, value) {
      if (this.#frame && name === "view") this.ask("setView", { view: value });
      if (this.#frame && name === "src") this.#load();
    }

    get #isEdited() {
      return this.getAttribute("mode") === "edit";
    }

    #whenSeen() {
      const seen = new IntersectionObserver((entries) => {
        if (entries.some((entry) => entry.isIntersecting)) {
          seen.disconnect();
          this.explore();
        }
      });
      seen.observe(this);
    }

    /** Puts the designer in place of the picture. Resolves when the design is open. */
    explore() {
      return (this.#ready ??= new Promise((done, failed) => {
        const query = new URLSearchParams({
          embed: this.#isEdited ? "edit" : "view",
          parentOrigin: location.origin,
          theme: this.getAttribute("theme") ?? "auto",
        });
        this.#frame = Object.assign(document.createElement("iframe"), { src: `${here}?${query}`, title: "Diagram of an AWS architecture" });
        this.#waiting.set("ready", () => this.#load().then(done, failed));
        this.shadowRoot.replaceChildren(this.#frame);
      }));
    }

    async #load() {
      const src = this.getAttribute("src");
      try {
        const answer = src === null ? undefined : await fetch(src);
        if (answer && !answer.ok) throw new Error(`${src} answers ${answer.status}`);
        this.#text = answer ? await answer.text() : this.textContent;
        await this.ask("load", { text: this.#text, name: src ?? "design.sketch" });
        if (this.getAttribute("view")) await this.ask("setView", { view: this.getAttribute("view") });
      } catch (error) {
        const words = Object.assign(document.createElement("p"), { textContent: `This diagram cannot be shown: ${error.message}` });
        words.setAttribute("role", "alert");
        this.shadowRoot.replaceChildren(words, ...(src ? [] : [document.createElement("slot")]));
      }
    }

    /** Asks the designer; resolves with its reply. */
    ask(type, more = {}) {
      const id = this.#next++;
      return new Promise((done, failed) => {
        this.#waiting.set(id, (reply) => (reply.type === "error" ? failed(new Error(reply.reason)) : done(reply)));
        this.#frame.contentWindow.postMessage({ v: 1, type, id, ...more }, here.origin);
      });
    }

    #hear = ({ source, origin, data }) => {
      if (!this.#frame || source !== this.#frame.contentWindow || origin !== here.origin || data?.v !== 1) return;
      const key = data.type === "ready" ? "ready" : data.id;
      if (data.type === "change") this.dispatchEvent(new CustomEvent("change", { detail: data }));
      this.#waiting.get(key)?.(data);
      this.#waiting.delete(key);
    };
  }

  customElements.define("groundplan-diagram", Diagram);

  const turn = () => {
    for (const code of document.querySelectorAll("pre > code.language-groundplan")) {
      const diagram = document.createElement("groundplan-diagram");
      diagram.textContent = code.textContent;
      code.parentElement.replaceWith(diagram);
    }
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", turn);
  else turn();
})();
