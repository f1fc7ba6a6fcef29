// Shows a page in a browser twice and keeps which functions of its programs ran: `node startup.mjs FOLDER BROWSER PROGRAM…`.
// Each program posts its notes under its name; the page then loads itself again. What ran once is enough.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join, normalize, sep } from "node:path";

const [folder, browser, ...programs] = process.argv.slice(2);
const root = normalize(folder);
const types = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml", ".wasm": "application/wasm" };
const told = new Map(programs.map((name) => [name, []]));

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  if (request.method === "POST") {
    const parts = [];
    for await (const part of request) parts.push(part);
    told.get(pathname.slice(1))?.push(Buffer.concat(parts));
    response.end();
    if ([...told.values()].every((notes) => notes.length > 1)) finish(0);
    return;
  }
  const file = normalize(join(root, pathname === "/" ? "index.html" : decodeURIComponent(pathname)));
  try {
    if (!file.startsWith(root + sep)) throw new Error("outside");
    response.setHeader("Content-Type", types[extname(file)] ?? "application/octet-stream");
    response.end(readFileSync(file));
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));

const profile = mkdtempSync(join(tmpdir(), "groundplan-browser-"));
const quiet = ["--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
// A sandbox of its own is not to be had for root.
if (process.getuid?.() === 0) quiet.push("--no-sandbox");
const window = ["--window-size=1440,900", `--user-data-dir=${profile}`, `http://127.0.0.1:${server.address().port}/`];
const running = spawn(browser, [...quiet, ...window], { stdio: "ignore" });
running.on("error", () => finish(1));
setTimeout(() => finish(1), 120_000);

let isOver = false;

function finish(code) {
  if (isOver) return;
  isOver = true;
  if (code === 0) {
    for (const [name, [notes, ...more]] of told) writeFileSync(join(root, `${name}.ran`), notes.map((ran, place) => (more.some((other) => other[place]) ? 1 : ran)));
  } else {
    const missing = programs.filter((name) => told.get(name).length < 2);
    console.error(`${browser} did not show the page twice in two minutes; nothing was heard of ${missing.join(", ")}`);
  }
  running.on("exit", () => {
    // Its children may write for a moment longer; a folder that stays behind is no reason to have no page.
    try {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    } catch (error) {
      console.warn(`${profile} stays behind: ${error.message}`);
    }
    process.exit(code);
  });
  if (running.exitCode !== null || running.pid === undefined || !running.kill("SIGKILL")) process.exit(code);
}
