import { later } from "./later.js";

// Starts the app. A file of its own, so that the Content-Security-Policy needs no inline script.
// The addresses of the hashed files are on the script tag that the build writes.
const tag = document.querySelector("script[data-wasm]");
const address = (name) => new URL(tag.dataset[name], document.baseURI).href;
// The app loads files beside the page when it first needs them: src/browser.rs.
// The address ends in the version of all of them, so that no cache answers with older ones.
globalThis.loadBeside = async (name) => {
  const whole = new URL(name, document.baseURI).href + new URL(address("engine")).search;
  // What could not be fetched once stays so under its address: the next try goes to another one.
  return import(whole).catch(() => import(`${whole}&again=${Date.now()}`));
};

// Keys that choose among what an input method offers are no keys of the page: Enter there ends no name.
addEventListener("keydown", (event) => (event.isComposing || event.keyCode === 229) && event.stopImmediatePropagation(), true);

// A program that stopped cannot be used again; what it kept is in the browser's storage. See src/session/storage.rs.
addEventListener("error", ({ error }) => {
  if (error instanceof WebAssembly.RuntimeError) stopped(error);
});
addEventListener("unhandledrejection", ({ reason }) => {
  if (reason instanceof WebAssembly.RuntimeError) stopped(reason);
});

let isStopped = false;

async function stopped(error) {
  if (isStopped) return;
  isStopped = true;
  (await loadBeside("recovery.js")).show(error);
}

// In a page of somebody else: public/embed.js makes the address.
const query = new URLSearchParams(location.search);
const isEmbedded = ["view", "edit"].includes(query.get("embed"));
if (isEmbedded) document.documentElement.dataset.embed = query.get("embed");

// A build under work has its program in one file. A first visit to the page itself needs the first of two files alone.
if (tag.dataset.later) globalThis.later = later(address("later") + new URL(address("engine")).search, needsAll());

try {
  const app = await import(address("js"));
  await app.default({ module_or_path: address("wasm") });
  // Tests wait for this, and style may use it.
  document.documentElement.dataset.started = "yes";
  if (isEmbedded) (await loadBeside("host.js")).start(app, query);
  else keepForLater();
} catch (error) {
  console.error(error);
  if (error instanceof WebAssembly.RuntimeError) {
    stopped(error);
  } else {
    const words = document.createElement("p");
    words.setAttribute("role", "alert");
    words.textContent = `Groundplan could not start (${error}). A current Firefox, Chrome, Edge or Safari runs it.`;
    document.body.append(words);
  }
}

// What is kept from an earlier visit, or comes with a link, may need any function at once. And nothing may wait for a service worker
// in the middle of a call: in Chromium it may in turn wait for this page.
function needsAll() {
  try {
    return location.hash !== "" || location.search !== "" || localStorage.length > 0 || Boolean(navigator.serviceWorker?.controller);
  } catch {
    // A storage that is switched off throws at every touch.
    return true;
  }
}

// A release works without a network once it has fetched its files; where that cannot be had, the page is as it is.
async function keepForLater() {
  if (!tag.dataset.offline) return;
  try {
    await (await loadBeside("offline.js")).start(new URL(tag.dataset.offline, document.baseURI).href);
  } catch (error) {
    console.info(`The page is not kept for visits without a network: ${error}`);
  }
}
