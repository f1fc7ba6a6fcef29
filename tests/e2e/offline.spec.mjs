// A release works without a network from the second visit on, under any path, and an update waits until one wants it.
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PATH, isForDevelopment, reason, release, started, visit } from "./released.mjs";
import { axe, expect, Studio, test } from "./studio.mjs";

/** Takes the new version, and waits for the page that it gives. A fetch meanwhile would keep the old version in use: the page is at rest. */
async function take(page) {
  await expect(new Studio(page).status).toHaveText("No findings");
  await page.evaluate(() => (globalThis.isOld = true));
  const offer = page.locator(".update");
  await offer.getByRole("button", { name: "Reload" }).click();
  await expect.poll(() => page.evaluate(() => globalThis.isOld ?? false).catch(() => true)).toBe(false);
  await started(page);
  await expect(offer).toBeHidden();
}

/** Puts another version where the page came from, and has the page look for it. */
async function publish(folder, page) {
  const worker = join(folder, "service-worker.js");
  writeFileSync(worker, readFileSync(worker, "utf8").replace(/VERSION ?= ?"/, '$&new-'));
  appendFileSync(join(folder, "index.html"), "<!-- new -->");
  await page.evaluate(() => navigator.serviceWorker.getRegistration().then((registration) => registration.update()));
}

test.describe("a release", () => {
  test.use({ serviceWorkers: "allow" });
  test.skip(isForDevelopment, reason);

  test("works without a network on the second visit: checks, a lesson, an export, and nothing is asked of anybody else", async ({ browser }) => {
    test.slow();
    const { origin, stop } = await release();
    const context = await browser.newContext();
    const asked = [];
    context.on("request", (request) => asked.push(request.url()));
    const page = await context.newPage();
    const problems = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    await visit(page, origin);
    await stop();
    await context.setOffline(true);
    await page.reload();
    await started(page);
    const studio = new Studio(page);
    await expect(studio.status).toHaveText("No findings");
    expect((await studio.export("Deploy script")).text).toContain("#!/usr/bin/env bash");
    await studio.openDesign("policy.sketch", `role reader trust=ecs-tasks.amazonaws.com statements=[{Effect=Allow, Action=s3:GetObjct, Resource="*"}]\n`);
    await studio.tab("Findings");
    await expect(studio.drawer.locator(".finding").filter({ hasText: "unknown-action" })).toContainText("s3:GetObject");
    await page.getByRole("button", { name: "Lessons", exact: true }).click();
    const lessons = page.getByRole("region", { name: "Lessons" });
    await lessons.getByRole("button", { name: "Begin: Fargate and a load balancer, step by step" }).click();
    await expect(lessons).toContainText("Elastic Container Service runs containers and keeps them running");
    expect(problems).toEqual([]);
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((address) => !address.startsWith(origin + PATH) && !/^(data|blob):/.test(address))).toEqual([]);
    await context.close();
  });

  test("works from the very first visit on, once the worker has the page", async ({ browser }) => {
    test.slow();
    const { origin, stop } = await release();
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(origin + PATH);
    await started(page);
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null), { timeout: 60_000 }).toBe(true);
    await stop();
    await context.setOffline(true);
    const studio = new Studio(page);
    expect((await studio.export("Deploy script")).text).toContain("#!/usr/bin/env bash");
    await page.getByRole("button", { name: "Lessons", exact: true }).click();
    const lessons = page.getByRole("region", { name: "Lessons" });
    await lessons.getByRole("button", { name: "Begin: Fargate and a load balancer, step by step" }).click();
    await expect(lessons).toContainText("Elastic Container Service runs containers and keeps them running");
    await context.close();
  });

  test("offers a new version and takes it when one says so, with the work as it was", async ({ browser }) => {
    test.slow();
    const { folder, origin, stop } = await release();
    const context = await browser.newContext();
    const page = await context.newPage();
    await visit(page, origin);
    const studio = new Studio(page);
    await studio.dragNode("users", 0, 64);
    await publish(folder, page);
    const offer = page.locator(".update");
    await expect(offer).toContainText("A new version is ready");
    expect(await axe(page, ".update")).toEqual([]);
    const box = await studio.box("users");
    // It waits: a reload alone gives the page as it was.
    await page.reload();
    await expect(offer).toContainText("A new version is ready");
    const isNew = () => page.evaluate(() => fetch("./").then((answer) => answer.text())).then((text) => text.includes("<!-- new -->"));
    expect(await isNew()).toBe(false);
    await take(page);
    expect(await isNew()).toBe(true);
    expect((await studio.box("users")).y).toBeCloseTo(box.y, 0);
    expect(await page.evaluate(() => caches.keys())).toHaveLength(1);
    await context.close();
    await stop();
  });

  test("a new version that one tab took is taken by the other tab's Reload, too", async ({ browser }) => {
    test.slow();
    const { folder, origin, stop } = await release();
    const context = await browser.newContext();
    const first = await context.newPage();
    await visit(first, origin);
    const second = await context.newPage();
    await second.goto(origin + PATH);
    await started(second);
    await publish(folder, first);
    await take(first);
    await take(second);
    await context.close();
    await stop();
  });

  test("a build for development takes the worker of a release away", async ({ browser }) => {
    const { folder, origin, stop } = await release();
    const context = await browser.newContext();
    const page = await context.newPage();
    await visit(page, origin);
    const worker = join(folder, "service-worker.js");
    writeFileSync(worker, readFileSync(worker, "utf8").replace(/FILES ?= ?\[[^\]]*\]/, "FILES = []"));
    const index = join(folder, "index.html");
    writeFileSync(index, readFileSync(index, "utf8").replace('data-offline="service-worker.js"', 'data-offline=""'));
    await page.reload();
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.getRegistrations().then((all) => all.length)).catch(() => 1)).toBe(0);
    expect(await page.evaluate(() => caches.keys())).toEqual([]);
    await context.close();
    await stop();
  });
});

test("the manifest names the page and an icon that are there", async ({ page, studio }) => {
  await studio.open();
  const { manifest, icon } = await page.evaluate(async () => {
    const address = document.querySelector("link[rel=manifest]").href;
    const manifest = await (await fetch(address)).json();
    return { manifest, icon: (await fetch(new URL(manifest.icons[0].src, address))).headers.get("content-type") };
  });
  expect(manifest.name).toBe("Groundplan");
  expect(icon).toBe("image/svg+xml");
});
