// A release on a server of its own that can be stopped: no network is no server.
import { cpSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "./serve.mjs";
import { expect } from "./studio.mjs";

/** Where the designer lies on its server. */
export const PATH = "/some/site/";

/** A copy of the page in a folder of its own, served under a path. */
export async function release() {
  const folder = mkdtempSync(join(tmpdir(), "groundplan-site-"));
  cpSync(process.env.GROUNDPLAN_DIST, folder, { recursive: true });
  const server = serve(folder, PATH);
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const stop = () => new Promise((done) => (server.closeAllConnections(), server.close(done)));
  return { folder, stop, origin: `http://127.0.0.1:${server.address().port}` };
}

export const started = (page) => expect(page.locator("html[data-started]")).toBeAttached();

/** Visits twice, so that the worker has the page. */
export async function visit(page, origin) {
  await page.goto(origin + PATH);
  await started(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active.state === "activated" || new Promise((done) => (active.onstatechange = done))));
  await page.reload();
  await started(page);
  expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

/** Why a release cannot be tested, when this is none. */
export const reason = "this build is for development: it keeps nothing";

/** True for a build for development. */
export const isForDevelopment = () => readFileSync(`${process.env.GROUNDPLAN_DIST}/service-worker.js`, "utf8").includes("FILES = [];");
