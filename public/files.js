// Files that a person opens and saves: the same file again where the browser lets a page write one, a download elsewhere.
// Loaded when somebody first opens or saves. Source: https://developer.mozilla.org/en-US/docs/Web/API/File_System_API
const types = [
  { description: "Design", accept: { "application/json": [".groundplan.json"] } },
  { description: "Sketch", accept: { "text/plain": [".sketch"] } },
  { description: "Picture", accept: { "image/svg+xml": [".svg"] } },
];
const opened = [{ description: "Designs, pictures and lessons", accept: { "text/plain": [".groundplan.json", ".json", ".sketch", ".svg", ".png", ".txt", ".md"] } }];

/** The file of each document, and when this page last knew what stood in it. */
const files = new Map();

/** One errand in the browser's database, which keeps the files over a reload. Without it they are known as long as the page is open. */
async function errand(mode, act) {
  if (document.documentElement.dataset.embed) return undefined;
  try {
    const base = await answer(indexedDB.open("groundplan-files", 1), (request) => request.result.createObjectStore("files"));
    const found = await answer(act(base.transaction("files", mode).objectStore("files")));
    base.close();
    return found;
  } catch {
    return undefined;
  }
}

const answer = (request, upgrade) =>
  new Promise((done, failed) => {
    request.onupgradeneeded = () => upgrade(request);
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

async function keep(document, handle, modified) {
  files.set(document, { handle, modified });
  await errand("readwrite", (store) => store.put({ handle, modified }, document));
}

/**
 * Writes a document into its file, or into one that is chosen now. `content` makes the text for a file's name. Answers what to tell: a
 * title, a line, and whether it is an error; nothing when nobody chose a file.
 */
export async function save(document, stem, isAgain, content) {
  let known = isAgain ? (files.get(document) ?? (await errand("readonly", (store) => store.get(document)))) : undefined;
  let reason = "This browser lets no page write files";
  let name = `${stem}.groundplan.json`;
  try {
    if (known) {
      name = known.handle.name;
      if ((await known.handle.requestPermission({ mode: "readwrite" })) !== "granted") throw new Error("the page may not write it");
      const { lastModified } = await known.handle.getFile();
      if (lastModified !== known.modified) {
        await keep(document, known.handle, lastModified);
        return [`${name} was changed by somebody else and is as it was`, "Save again to write over it, or save to another file", true];
      }
    } else if (globalThis.showSaveFilePicker) {
      known = { handle: await globalThis.showSaveFilePicker({ suggestedName: name, types }) };
      name = known.handle.name;
    }
    if (known) {
      const out = await known.handle.createWritable();
      await out.write(content(name));
      await out.close();
      await keep(document, known.handle, (await known.handle.getFile()).lastModified);
      return [`Saved in ${name}`, "Ctrl+S writes this file again", false];
    }
  } catch (error) {
    if (!known && error.name === "AbortError") return null;
    reason = known ? `The file itself could not be written: ${error.message}` : `No file could be chosen: ${error.message}`;
  }
  const link = globalThis.document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content(name)]));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
  return [`${name} was downloaded`, reason, false];
}

/** How often a file that is followed is looked at. */
const LOOKS = 700;
let following;

/** Hands over the text of a file whenever somebody has changed it, until it is not wanted any more or another file is followed. */
function follow(handle, modified, change) {
  clearInterval(following);
  let last = modified;
  following = setInterval(async () => {
    try {
      if (!change()) return clearInterval(following);
      const file = await handle.getFile();
      if (file.lastModified === last) return;
      last = file.lastModified;
      change(await file.text());
    } catch {
      // An editor may be writing it, or it is gone for a moment.
    }
  }, LOOKS);
}

/**
 * Asks for a file. Answers it with what keeps it as that of a document, and what follows its changes; nothing when nobody chose one.
 */
export async function open() {
  try {
    const [handle] = await globalThis.showOpenFilePicker({ types: opened });
    const file = await handle.getFile();
    return [file, (document) => keep(document, handle, file.lastModified), (change) => follow(handle, file.lastModified, change)];
  } catch (error) {
    if (error.name === "AbortError") return null;
    throw error;
  }
}
