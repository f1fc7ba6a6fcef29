import { later } from "./later.js";

// The worker: carries letters between the page and the engine, and fetches the data that the engine wants.
// The address of this file ends in the version of the engine's files, so that no cache answers with older ones.
const beside = (name) => new URL(`${name}${self.location.search}`, self.location.href).href;
// A build under work has its program in one file.
const LATER = "@LATER@";
if (LATER) self.later = later(beside(LATER));
const asked = new Set();
// The database does one errand after another: what was kept last is what stays.
let errands = Promise.resolve();

const started = (async () => {
  const program = await import(beside("groundplan-engine.js"));
  await program.default({ module_or_path: beside("groundplan-engine_bg.wasm") });
  return new program.Worker();
})();
// Whoever writes a letter is told; nobody else needs to be.
started.catch(() => {});

async function fetched(name) {
  const response = await fetch(beside(name));
  if (!response.ok) throw new Error(`${name} answers ${response.status}`);
  return response.text();
}

// What could not be had is asked for again with the next letter.
async function supply(engine, name) {
  asked.add(name);
  try {
    const problem = engine.install(name, await fetched(name));
    if (problem !== undefined) throw new Error(problem);
    self.postMessage({ supplied: name });
  } catch (error) {
    asked.delete(name);
    self.postMessage({ missing: name, reason: error.message });
  }
}

// What one answer needs is fetched when it is asked for; without it the reply says what is lacking, and can be asked for again.
async function had(engine, name) {
  try {
    return engine.install(name, await fetched(name)) === undefined;
  } catch {
    return false;
  }
}

self.onmessage = async ({ data }) => {
  let engine;
  try {
    engine = await started;
  } catch (error) {
    self.postMessage({ broken: error.message });
    return;
  }
  try {
    let reply = engine.answer(data);
    for (let lacked = engine.lacked(); lacked !== undefined && (await had(engine, lacked)); lacked = engine.lacked()) {
      reply = engine.answer_again(data);
    }
    const errand = engine.errand();
    if (errand !== undefined) reply = await (errands = errands.then(() => errand.carry_out()));
    self.postMessage({ reply });
  } catch (error) {
    // A program that stopped in the middle cannot be used again.
    self.postMessage({ broken: error.message });
    return;
  }
  engine.wanted().filter((name) => !asked.has(name)).forEach((name) => supply(engine, name));
};
