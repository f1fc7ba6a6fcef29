// A program in two files: what shows the page, and what it needs when somebody does something with it. crates/page-files splits it.
// The second file is fetched as soon as the first one runs; when a function of it is wanted before it came, that call waits for it.
// `waits` is for a page that needs it at once: one with a design from before or from a link.
export function later(address, waits = false) {
  let first;
  let isThere = false;
  const give = (instance) => ((isThere = true), instance);
  // Where the program cannot go on without it, waiting is all that is left: a program has no way to come back to a call.
  const fetchNow = () => {
    const request = new XMLHttpRequest();
    request.open("GET", address, false);
    // A byte a letter: such a request has no other form.
    request.overrideMimeType("text/plain; charset=x-user-defined");
    request.send();
    if (request.status !== 200) throw new Error(`it answers ${request.status}`);
    return Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0) & 255);
  };
  return {
    imports: {
      fetch() {
        if (isThere) return;
        try {
          give(new WebAssembly.Instance(new WebAssembly.Module(fetchNow()), { first }));
        } catch (error) {
          // The page treats it as what it is: a program that cannot go on.
          throw new WebAssembly.RuntimeError(`A part of the program could not be fetched: ${error.message}`);
        }
      },
    },
    // The program tells what it gives, before it starts.
    async begin(program) {
      first = program;
      const module = WebAssembly.compileStreaming(fetch(address));
      // What could not be fetched in advance is fetched when it is wanted.
      const given = module.then(async (module) => isThere || give(await WebAssembly.instantiate(module, { first }))).catch(() => {});
      if (waits) await given;
    },
  };
}
