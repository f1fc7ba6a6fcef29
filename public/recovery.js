// What is shown when the designer has stopped: the design as it was last kept, and ways on. Fetched only then.
const LAST = "groundplan.document";

// A storage that is switched off throws at every touch.
function kept(storage, name) {
  try {
    return globalThis[storage].getItem(name);
  } catch {
    return null;
  }
}

const documentName = () => kept("sessionStorage", LAST) ?? kept("localStorage", LAST);
const design = (name) => kept("localStorage", `groundplan.design.${name}`) ?? kept("localStorage", `groundplan.opened.${name}`);

function button(words, act) {
  const made = document.createElement("button");
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function text(kind, words) {
  const made = document.createElement(kind);
  made.textContent = words;
  return made;
}

function save(words) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([words], { type: "application/json" }));
  link.download = "design.groundplan.json";
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Lays the page over everything. */
export function show(error) {
  const found = design(documentName());
  const page = document.createElement("main");
  page.className = "stopped";
  page.setAttribute("role", "alert");
  const acts = document.createElement("div");
  acts.append(button("Reload", () => location.reload()));
  if (found !== null) acts.append(button("Download the design", () => save(found)));
  acts.append(
    button("Begin with another design", () => {
      // The design stays in its slot: the next page puts it into the list of designs.
      try {
        sessionStorage.removeItem(LAST);
        localStorage.removeItem(LAST);
      } catch {
        // Nothing is kept then, and so nothing stands in the way.
      }
      location.reload();
    }),
  );
  page.append(
    text("h1", "The designer has stopped"),
    text(
      "p",
      found === null
        ? "That is a mistake in Groundplan. No design of this tab was found in the browser's storage; it may be under Open, Your designs."
        : "That is a mistake in Groundplan. Your design is kept as it was a moment before; the last second may be missing. If it stops again, download the design and begin with another one.",
    ),
    acts,
    text("p", `What it said: ${error.message}`),
  );
  for (const other of document.body.children) other.inert = true;
  document.body.append(page);
  acts.firstChild.focus();
}
