// A real Chromium against the page as it ships. `cargo xtask test --only e2e` sets the variables;
// by hand: GROUNDPLAN_DIST, GROUNDPLAN_PORT and CHROME have the defaults below.
import { defineConfig } from "@playwright/test";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
process.env.GROUNDPLAN_DIST ??= here("../../dist");
process.env.GROUNDPLAN_PORT ??= "4173";
process.env.GROUNDPLAN_ARTEFACTS ??= here("../../artefacts");

const baseURL = `http://127.0.0.1:${process.env.GROUNDPLAN_PORT}/`;

export default defineConfig({
  testMatch: "*.spec.mjs",
  outputDir: `${process.env.GROUNDPLAN_ARTEFACTS}/e2e`,
  reporter: "list",
  // A test that was left alone with `.only` must not hide the others.
  forbidOnly: Boolean(process.env.CI),
  workers: 2,
  // A machine that stands still for seconds must not hide what the other tests say. What passes only then is listed as flaky: it is to be mended.
  retries: 1,
  // How long a test waits before it gives up, not how fast the page has to be: machines differ by a factor of four.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL,
    viewport: { width: 1280, height: 800 },
    // Tests measure where things are: the camera is there at once. camera.spec.mjs looks at its way.
    contextOptions: { reducedMotion: "reduce" },
    // Between page and server a worker would answer what a test wants to hold back; offline.spec.mjs lets it.
    serviceWorkers: "block",
    screenshot: "only-on-failure",
    // A trace records every step and slows every test; GROUNDPLAN_TRACE=1 asks for it.
    trace: process.env.GROUNDPLAN_TRACE ? "retain-on-failure" : "off",
    launchOptions: {
      executablePath: process.env.CHROME,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: "node server.mjs",
    cwd: here("."),
    url: baseURL,
    reuseExistingServer: false,
  },
});
