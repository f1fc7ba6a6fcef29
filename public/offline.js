// Registers the worker that keeps the page for visits without a network, and offers a new version, which nobody is made to take at once.
export async function start(address) {
  const { serviceWorker } = navigator;
  // Browsers have it at secure addresses alone.
  if (serviceWorker === undefined) return;
  const registration = await serviceWorker.register(address, { updateViaCache: "none" });
  if (registration.waiting) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const next = registration.installing;
    next.addEventListener("statechange", () => {
      // The very first one has nothing to replace.
      if (next.state === "installed" && registration.active) offer(next);
    });
  });
}

function offer(next) {
  document.querySelector(".update")?.remove();
  const bar = document.createElement("div");
  bar.className = "update";
  bar.setAttribute("role", "status");
  const button = (words, press) => {
    const element = document.createElement("button");
    element.textContent = words;
    element.addEventListener("click", press);
    return element;
  };
  const reload = ({ target }) => {
    target.disabled = true;
    // The page keeps the design when it goes.
    const go = () => location.reload();
    // Another tab may have let it take over already: then nothing more would be heard of it.
    if (next.state !== "installed") return go();
    next.addEventListener("statechange", go, { once: true });
    next.postMessage("take over");
    // A browser lets the version in use come to rest first, which takes a second, and up to half a minute while it still fetches files.
    words.textContent = "The new version begins in a moment";
  };
  const words = document.createElement("span");
  words.textContent = "A new version is ready";
  bar.append(words, button("Reload", reload), button("Later", () => bar.remove()));
  document.body.append(bar);
}
