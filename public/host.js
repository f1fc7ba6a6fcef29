// The embedded designer's side of the messages between it and the page around it: objects { v: 1, type, id, … }, and a reply has the id of
// its question. Only the page around it is heard, and only from the origin it was told; nothing is posted to anybody else.
const VERSION = 1;
/** How long after the last change the page around it is told. */
const REST = 200;

/** As the system says, or one of the two. */
const THEMES = ["auto", "light", "dark"];

/** Shows the page in a theme. */
function dress(theme) {
  if (THEMES.includes(theme)) document.documentElement.dataset.theme = theme;
}

/** Begins to listen. `app` is the program, `query` what the address says. */
export function start(app, query) {
  const isEdited = query.get("embed") === "edit";
  dress(query.get("theme"));
  letScroll();
  if (!isEdited) {
    document.body.append(bar(app));
    staysFitted(app);
  }
  if (parent === window) return;
  const origin = told(query.get("parentOrigin"));
  const post = (type, id, more) => parent.postMessage({ v: VERSION, type, id, ...more }, origin);

  let timer;
  // What the page around it knows of the design: nothing before the first is open.
  let known;
  app.hostListen(() => {
    if (known === undefined || !isEdited) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const design = app.hostDesign();
      if (design === known) return;
      known = design;
      post("change", null, { design });
    }, REST);
  });

  const answers = {
    load({ text }) {
      if (typeof text !== "string") throw new Error("load: expected a text");
      const nodes = app.hostOpen(text);
      known = app.hostDesign();
      return ["loaded", { nodes }];
    },
    save: () => ["save", { design: app.hostDesign() }],
    async export({ format, scale = 1 }) {
      const content = format === "png" ? await png(await app.hostExport("svg"), scale) : await app.hostExport(String(format));
      return ["export", { format, content }];
    },
    setView({ view }) {
      if (!app.hostView(String(view))) throw new Error("setView: expected everything, network, permissions, traffic or cost");
      return ["setView", { view }];
    },
    setTheme({ theme }) {
      if (!THEMES.includes(theme)) throw new Error(`setTheme: expected ${THEMES.join(", ")}`);
      dress(theme);
      return ["setTheme", { theme }];
    },
    select({ names }) {
      if (!Array.isArray(names)) throw new Error("select: expected a list of names");
      return ["select", { count: app.hostSelect(names.map(String)) }];
    },
    async lesson({ lesson }) {
      if (!isEdited) throw new Error("lesson: expected a frame of the mode edit");
      const all = await app.hostLessons();
      if (!all.includes(lesson)) throw new Error(`lesson: expected one of ${all.join(", ")}`);
      // Without a step in the history of the page around.
      location.replace(`#lesson=${encodeURIComponent(lesson)}`);
      return ["lesson", { lesson }];
    },
    // The frame is as large as the page around it makes it.
    resize: () => ["resize", { width: innerWidth, height: innerHeight }],
  };

  addEventListener("message", async ({ source, origin: from, data }) => {
    if (source !== parent || from !== origin || typeof data !== "object" || data === null) return;
    const { v, type, id = null } = data;
    try {
      if (v !== VERSION) throw new Error(`expected version ${VERSION}`);
      if (!Object.hasOwn(answers, type)) throw new Error(`unknown type; expected ${Object.keys(answers).join(", ")}`);
      const [reply, more] = await answers[type](data);
      post(reply, id, more);
    } catch (error) {
      post("error", id, { reason: error.message });
    }
  });
  post("ready", null, { types: Object.keys(answers) });
}

/** The origin of the page around, as a browser writes it; nothing else is one to post to, and `*` least of all. */
function told(text) {
  const origin = URL.canParse(text) ? new URL(text).origin : "";
  if (origin !== text) throw new Error(`parentOrigin is ${text}, expected an origin such as https://example.org`);
  return origin;
}

/** A picture as an address with its pixels in it. */
async function png(svg, scale) {
  if (![1, 2, 3, 4].includes(scale)) throw new Error("export: expected a scale of 1 to 4");
  const { drawPng } = await globalThis.loadBeside("picture.js");
  const pixels = await drawPng(svg, scale);
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(pixels);
  });
}

/** The page around scrolls until somebody presses into the drawing or holds the key of zooming; style/embed.css does it for fingers. */
function letScroll() {
  const root = document.documentElement;
  addEventListener("pointerup", () => root.toggleAttribute("data-inside", true), true);
  addEventListener("blur", () => root.removeAttribute("data-inside"));
  const leave = (event) => {
    if (!root.hasAttribute("data-inside") && !event.ctrlKey && !event.metaKey) event.stopImmediatePropagation();
  };
  addEventListener("wheel", leave, { capture: true, passive: true });
}

/** A diagram in which nobody has looked around shows all of it in a frame of any size. */
function staysFitted(app) {
  let timer;
  addEventListener("resize", () => {
    clearTimeout(timer);
    timer = setTimeout(() => document.documentElement.hasAttribute("data-inside") || app.hostShow(false), REST);
  });
}

/** What can be done with a diagram that is looked at. */
function bar(app) {
  const made = document.createElement("div");
  made.className = "host-bar";
  const button = (words, act) => {
    const one = document.createElement("button");
    one.textContent = words;
    one.addEventListener("click", async () => {
      try {
        await act(one);
      } catch (error) {
        one.textContent = error.message;
      }
    });
    made.append(one);
  };
  button("Show everything", () => app.hostShow(false));
  button("Walk", () => app.hostShow(true));
  button("Copy the template", async (one) => {
    await navigator.clipboard.writeText(await app.hostExport("template"));
    one.textContent = "Copied";
  });
  button("Open in the designer", async () => {
    const address = new URL(`./#${await app.hostLink()}`, document.baseURI);
    window.open(address, "_blank", "noopener");
  });
  return made;
}
