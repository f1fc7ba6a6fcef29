// Diagrams in somebody else's page, of another origin: they show, let the page be, and hear nobody but it.
import { expect, test } from "@playwright/test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ask, designer, example, inside, nodes, shows, site } from "./sites.mjs";
import { artefact, axe, groundplan } from "./studio.mjs";

const code = "groundplan-diagram:not([id])";
let host;

test.beforeAll(async () => {
  host = await site(example("html", "index.html"));
});

test.afterAll(() => host.close());

test("a picture is there at once and becomes a diagram on demand, a block of code by itself", async ({ page }) => {
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(host.origin);
  await expect(page.locator("#picture img")).toBeVisible();
  await expect(page.locator("#picture iframe")).toHaveCount(0);
  await page.locator("#picture").getByRole("button", { name: "Explore" }).click();
  await shows(expect, page, "#picture", 24);
  await expect(page.locator("#picture img")).toHaveCount(0);
  // Who pressed the button goes on with the keyboard in the diagram.
  await expect(page.locator("#picture iframe")).toBeFocused();
  await shows(expect, page, code, 4);
  await expect(page.locator("body > pre")).toHaveCount(0);
  expect(errors).toEqual([]);
});

test("a picture for both themes is light or dark as the diagram around it before anybody explores it", async ({ page }) => {
  const svg = groundplan("a.sketch", "vpc main\n", "draw", "FILE", "--theme", "auto");
  await page.route("**/unicorn.svg", (route) => route.fulfill({ contentType: "image/svg+xml", body: svg }));
  /** How bright the picture is at its middle, of 255. */
  const bright = async () => {
    const shot = (await page.locator("#picture img").screenshot()).toString("base64");
    return page.evaluate(async (png) => {
      const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
      canvas.drawImage(bitmap, 0, 0);
      return canvas.getImageData(bitmap.width / 2, bitmap.height / 2, 1, 1).data[0];
    }, shot);
  };
  const theme = (value) => page.evaluate((value) => document.querySelector("#picture").setAttribute("theme", value), value);
  for (const [colorScheme, other, isDark] of [["light", "dark", false], ["dark", "light", true]]) {
    await page.emulateMedia({ colorScheme });
    await page.goto(host.origin);
    await page.evaluate(() => document.documentElement.style.setProperty("color-scheme", "light dark"));
    await theme("auto");
    const check = (isDark) => (isDark ? expect.poll(bright).toBeLessThan(60) : expect.poll(bright).toBeGreaterThan(200));
    await check(isDark);
    await theme(other);
    await check(!isDark);
    // A page that has chosen a scheme itself.
    await theme("auto");
    await page.evaluate((other) => document.documentElement.style.setProperty("color-scheme", other), other);
    await check(!isDark);
  }
});

test("what is looked at is not changed; one walks in it, copies its template and opens it in the designer", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(host.origin);
  await shows(expect, page, code, 4);
  const frame = inside(page, code);
  await frame.locator("#canvas").press("Control+a");
  await frame.locator("#canvas").press("Delete");
  await expect(nodes(frame)).toHaveCount(4);
  await expect(frame.locator(".palette")).toBeHidden();
  await frame.getByRole("button", { name: "Walk" }).click();
  await expect(frame.getByRole("tab", { name: "Walk" })).toBeVisible();
  await frame.getByRole("button", { name: "Copy the template" }).click();
  await expect(frame.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("AWS::S3::Bucket");
  const [opened] = await Promise.all([context.waitForEvent("page"), frame.getByRole("button", { name: "Open in the designer" }).click()]);
  await expect(opened.locator(".drawing [data-node]:not([data-node=region])")).toHaveCount(4, { timeout: 15_000 });
});

test("a frame that is looked at stays what it is: no key, file or lesson replaces the diagram or makes it editable", async ({ page }) => {
  await page.goto(host.origin);
  await shows(expect, page, code, 4);
  const frame = inside(page, code);
  for (const keys of ["Control+k", "Control+f", "?", "n"]) await frame.locator("#canvas").press(keys);
  await expect(frame.locator("dialog")).toHaveCount(0);
  await frame.locator(".app").evaluate((app) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["bucket dropped\n"], "dropped.sketch"));
    app.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  });
  expect((await ask(page, code, "lesson", { lesson: "fargate" })).refused).toContain("expected a frame of the mode edit");
  await page.waitForTimeout(500);
  await expect(nodes(frame)).toHaveCount(4);
  await frame.locator("#canvas").press("Control+a");
  await frame.locator("#canvas").press("Delete");
  await expect(nodes(frame)).toHaveCount(4);
});

test("a diagram follows the scheme that the page around it has chosen", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(host.origin);
  await page.evaluate(() => (document.documentElement.style.colorScheme = "dark"));
  await shows(expect, page, code, 4);
  const theme = inside(page, code).locator("html");
  await expect(theme).toHaveAttribute("data-theme", "dark");
  await page.evaluate(() => (document.documentElement.style.colorScheme = "light"));
  await expect(theme).toHaveAttribute("data-theme", "light");
  await page.evaluate(() => (document.documentElement.style.colorScheme = ""));
  await expect(theme).toHaveAttribute("data-theme", "auto");
  await page.evaluate((one) => document.querySelector(one).setAttribute("theme", "dark"), code);
  await expect(theme).toHaveAttribute("data-theme", "dark");
});

test("a lesson opens in a frame that is edited, and one that there is not says which ones there are", async ({ page }) => {
  await page.goto(host.origin);
  await shows(expect, page, "#edited", 3);
  const before = await page.evaluate(() => history.length);
  expect((await ask(page, "#edited", "lesson", { lesson: "nothing" })).refused).toContain("expected one of fargate");
  expect((await ask(page, "#edited", "lesson", { lesson: "fargate" })).lesson).toBe("fargate");
  await expect(inside(page, "#edited").getByRole("region", { name: "Lessons" })).toContainText("Elastic Container Service");
  expect(await page.evaluate(() => history.length)).toBe(before);
  // Nothing is kept there, so no list of kept designs is offered.
  await inside(page, "#edited").locator("summary", { hasText: "Open" }).click();
  await expect(inside(page, "#edited").getByRole("button", { name: "Open a file…" })).toBeVisible();
  await expect(inside(page, "#edited").getByRole("button", { name: "Your designs…" })).toHaveCount(0);
});

test("a page that is opened as a file says how a diagram can be shown, and a question before there is one is answered", async ({ page }) => {
  await page.goto(`file://${join(host.folder, "index.html")}`);
  await page.locator("#edited").scrollIntoViewIfNeeded();
  await expect(page.locator("#edited").getByRole("alert")).toContainText("a page that is opened as a file holds none");
  expect((await ask(page, "#edited", "save")).refused).toContain("not there yet");
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing in a page with diagrams in ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(host.origin);
    await page.locator("#picture").getByRole("button", { name: "Explore" }).click();
    await shows(expect, page, "#picture", 24);
    await shows(expect, page, code, 4);
    await shows(expect, page, "#edited", 3);
    expect(await axe(page)).toEqual([]);
    // A frame of another size shows all of it, too.
    await page.setViewportSize({ width: 1000, height: 1800 });
    const right = async () => inside(page, "#picture").locator("[data-node=region]").evaluate((region) => innerWidth - region.getBoundingClientRect().right);
    await expect.poll(right).toBeGreaterThan(0);
    await page.screenshot({ path: artefact(`embedding-${colorScheme}.png`) });
  });
}

test("the page keeps its focus and scrolls under the wheel, and Tab leaves a diagram", async ({ page }) => {
  await page.goto(host.origin);
  await shows(expect, page, code, 4);
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  const before = await page.evaluate(() => scrollY);
  await page.locator(code).hover();
  await page.mouse.wheel(0, 120);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(before);
  await inside(page, code).locator("#canvas").focus();
  await expect(page.locator(`${code} iframe`)).toBeFocused();
  const away = async () => {
    await page.keyboard.press("Tab");
    return page.evaluate((code) => !document.activeElement.matches(code), code);
  };
  await expect.poll(away, { intervals: [10], timeout: 5_000 }).toBe(true);
});

test("under a finger the page scrolls until somebody taps into the diagram", async ({ browser }) => {
  const context = await browser.newContext({ hasTouch: true, serviceWorkers: "block" });
  const page = await context.newPage();
  await page.goto(host.origin);
  await shows(expect, page, code, 4);
  const devtools = await context.newCDPSession(page);
  const swipe = async () => {
    const { x, y, width, height } = await page.locator(code).boundingBox();
    const touch = (type, up) => devtools.send("Input.dispatchTouchEvent", { type, touchPoints: up === undefined ? [] : [{ x: x + width / 2, y: y + height / 2 - up }] });
    await touch("touchStart", 0);
    for (let up = 10; up <= 100; up += 10) {
      await touch("touchMove", up);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    await touch("touchEnd");
  };
  const top = () => page.evaluate(() => scrollY);
  // After a swipe a page goes on for a while.
  const comesToRest = () =>
    expect
      .poll(async () => {
        const before = await top();
        await page.waitForTimeout(300);
        return (await top()) - before;
      })
      .toBe(0);
  const first = await top();
  await swipe();
  await expect.poll(top).toBeGreaterThan(first);
  await comesToRest();
  await page.locator(code).tap();
  await expect(inside(page, code).locator("html[data-inside]")).toBeAttached();
  await comesToRest();
  const second = await top();
  await swipe();
  expect(await top()).toBe(second);
  await context.close();
});

test("the page around asks, and hears of changes; diagrams share nothing and keep nothing", async ({ page }) => {
  await page.goto(host.origin);
  const edited = "#edited";
  await page.evaluate((selector) => {
    globalThis.changes = [];
    document.querySelector(selector).addEventListener("change", ({ detail }) => globalThis.changes.push(detail.design));
  }, edited);
  await shows(expect, page, code, 4);
  await shows(expect, page, edited, 3);
  const frame = inside(page, edited);
  await expect(frame.locator("[data-view=network]")).toBeVisible();
  const sketch = readFileSync(join(host.folder, "small.sketch"), "utf8");
  expect((await ask(page, edited, "export", { format: "template" })).content).toBe(groundplan("small.sketch", sketch, "synth", "FILE"));
  expect((await ask(page, edited, "export", { format: "svg" })).content).toMatch(/^<svg /);
  expect((await ask(page, edited, "export", { format: "script" })).content).toMatch(/^#!/);
  expect((await ask(page, edited, "export", { format: "png", scale: 2 })).content).toMatch(/^data:image\/png;base64,/);
  expect((await ask(page, edited, "export", { format: "doc" })).refused).toBe("Expected svg, png, template or script");
  expect(await ask(page, edited, "select", { names: ["quiet", "nobody"] })).toMatchObject({ count: 1 });
  expect(await ask(page, edited, "resize")).toMatchObject({ width: expect.any(Number), height: 480 });
  expect((await ask(page, edited, "dance")).refused).toContain("unknown type; expected load");
  expect((await ask(page, edited, "setView", { view: "moon" })).refused).toContain("expected everything, network");
  // Who changes the theme of the page around it changes that of the diagram.
  const theme = (name) => page.evaluate(([selector, value]) => document.querySelector(selector).setAttribute("theme", value), [edited, name]);
  for (const name of ["dark", "auto"]) {
    await theme(name);
    await expect(frame.locator(`html[data-theme=${name}]`)).toBeAttached();
  }
  expect((await ask(page, edited, "setTheme", { theme: "pink" })).refused).toBe("setTheme: expected auto, light, dark");
  expect((await ask(page, edited, "load", { text: "vpc {{{" })).refused).not.toBe("");
  await expect(nodes(frame)).toHaveCount(3);
  // Opening, looking and asking are no changes.
  expect(await page.evaluate(() => globalThis.changes)).toEqual([]);
  await frame.getByLabel("Name of the design").fill("From the page");
  await frame.getByLabel("Name of the design").press("Enter");
  await expect.poll(() => page.evaluate(() => globalThis.changes.length)).toBe(1);
  expect(await page.evaluate(() => globalThis.changes[0])).toContain("From the page");
  expect((await ask(page, edited, "save")).design).toContain("From the page");
  await expect(nodes(inside(page, code))).toHaveCount(4);
  expect((await ask(page, code, "save")).design).not.toContain("From the page");
  expect(await ask(page, edited, "lesson", { lesson: "fargate" })).toMatchObject({ lesson: "fargate" });
  await expect(frame.locator(".lessons")).toBeVisible();
  const frames = page.frames().filter((one) => one.url().includes("embed="));
  expect(frames).toHaveLength(2);
  for (const one of frames) {
    const kept = () => Promise.resolve(indexedDB.databases()).then((bases) => [...Object.keys(localStorage), ...Object.keys(sessionStorage), ...bases.map(({ name }) => name)]);
    expect(await one.evaluate(kept)).toEqual([]);
  }
});

test("messages from anybody else are not heard, and nobody else is told anything", async ({ page }) => {
  await page.goto(host.origin);
  await shows(expect, page, "#edited", 3);
  // A frame of the same page is not the page; and a designer that was told of another origin does not answer this one.
  const heard = await page.evaluate(async (designer) => {
    const all = [];
    addEventListener("message", ({ data }) => all.push(data));
    const target = document.querySelector("#edited").shadowRoot.querySelector("iframe");
    const stranger = document.createElement("iframe");
    document.body.append(stranger);
    stranger.contentWindow.eval(`parent.document.querySelector("#edited").shadowRoot.querySelector("iframe").contentWindow.postMessage({ v: 1, type: "load", id: 900, text: "" }, "*")`);
    const told = async (origin) => {
      const other = document.createElement("iframe");
      other.src = `${designer}?embed=edit&parentOrigin=${origin}`;
      document.body.append(other);
      await new Promise((done) => (other.onload = done));
      return other.contentWindow;
    };
    const others = [await told("https://example.org"), await told("*"), await told("")];
    await new Promise((done) => setTimeout(done, 4000));
    for (const other of others) {
      other.postMessage({ v: 1, type: "save", id: 901 }, "*");
      other.postMessage({ v: 1, type: "load", id: 903, text: "bucket heard" }, "*");
    }
    target.contentWindow.postMessage({ v: 2, type: "save", id: 902 }, "*");
    target.contentWindow.postMessage("save", "*");
    await new Promise((done) => setTimeout(done, 500));
    return all;
  }, designer);
  expect(heard.map(({ id, type }) => [id, type])).toEqual([[902, "error"]]);
  await expect(nodes(inside(page, "#edited"))).toHaveCount(3);
  // The three had started: that they said nothing is not for want of time.
  const started = page.frames().filter((one) => /parentOrigin=(https:..example|\*|$)/.test(one.url()));
  expect(started).toHaveLength(3);
  for (const one of started) {
    await expect(one.locator("html[data-started]")).toBeAttached();
    await expect(one.locator(".drawing [data-node]")).toHaveCount(0);
  }
});

test("what cannot be shown says why, in words", async ({ page }) => {
  await page.goto(host.origin);
  await page.evaluate(() => {
    const add = (more) => document.body.append(Object.assign(document.createElement("groundplan-diagram"), more));
    add({ id: "wrong", textContent: "vpc {{{" });
    add({ id: "missing", innerHTML: "" });
    document.querySelector("#missing").setAttribute("src", "nowhere.sketch");
  });
  await page.locator("#wrong").scrollIntoViewIfNeeded();
  await expect(page.locator("#wrong").getByRole("alert")).toContainText("This diagram cannot be shown: 1:", { timeout: 15_000 });
  await expect(page.locator("#wrong").getByText("vpc {{{", { exact: true })).toBeVisible();
  await page.locator("#missing").scrollIntoViewIfNeeded();
  await expect(page.locator("#missing").getByRole("alert")).toContainText("nowhere.sketch answers 404", { timeout: 15_000 });
});

test("the loader is under 5 KB and needs nothing else", async ({ request }) => {
  const text = await (await request.get("embed.js")).text();
  expect(Buffer.byteLength(text)).toBeLessThan(5 * 1024);
  expect(text).not.toMatch(/\bimport\b|https?:/);
});
