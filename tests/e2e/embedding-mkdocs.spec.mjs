// A site that MkDocs Material builds, as somebody who writes documentation has it.
import { expect, test } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { example, inside, shows, site } from "./sites.mjs";
import { artefact, axe } from "./studio.mjs";

test("in a page of MkDocs Material blocks of code and pictures are diagrams", async ({ page }) => {
  const folder = example("mkdocs", "mkdocs.yml", "docs");
  const built = join(folder, "site");
  execFileSync(process.env.GROUNDPLAN_MKDOCS, ["build", "--quiet", "--strict", "--config-file", join(folder, "mkdocs.yml"), "--site-dir", built], { stdio: "pipe" });
  const host = await site(built);
  const elsewhere = [];
  const own = [host.origin, `http://127.0.0.1:${process.env.GROUNDPLAN_PORT}`, "data:", "blob:"];
  page.on("request", (request) => own.some((begin) => request.url().startsWith(begin)) || elsewhere.push(request.url()));
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(host.origin);
  const code = "groundplan-diagram:not([id])";
  await shows(expect, page, code, 4);
  // Another language stays what it was.
  await expect(page.locator("pre.groundplan")).toHaveCount(0);
  await expect(page.locator("article pre")).toContainText("Resources");
  await expect(page.locator("#picture img")).toBeVisible();
  await page.locator("#picture").getByRole("button", { name: "Explore" }).click();
  await shows(expect, page, "#picture", 24);
  await inside(page, "#picture").getByRole("button", { name: "Walk" }).click();
  await expect(inside(page, "#picture").getByRole("tab", { name: "Walk" })).toBeVisible();
  expect(await axe(page, "groundplan-diagram")).toEqual([]);
  await page.screenshot({ path: artefact("embedding-mkdocs.png"), fullPage: true });
  expect({ errors, elsewhere }).toEqual({ errors: [], elsewhere: [] });
  host.close();
});
