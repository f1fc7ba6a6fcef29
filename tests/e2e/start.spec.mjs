// The page starts: its files load, its policy forbids nothing that it does, and nothing goes elsewhere.
import { expect, test } from "@playwright/test";

test("the page starts without an error", async ({ page, baseURL }) => {
  const problems = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(baseURL)) problems.push(`asks ${request.url()}`);
  });
  await page.goto("./");
  await expect(page.locator("html[data-started]")).toBeAttached();
  await page.screenshot({ path: `${process.env.GROUNDPLAN_ARTEFACTS}/start.png` });
  expect(problems).toEqual([]);
});

test("the page has a strict policy for scripts", async ({ page }) => {
  await page.goto("./");
  const policy = await page.locator("meta[http-equiv='Content-Security-Policy']").getAttribute("content");
  expect(policy).toContain("default-src 'none'");
  const scripts = policy.split(";").find((part) => part.trim().startsWith("script-src"));
  expect(scripts).not.toContain("unsafe-inline");
  expect(scripts).not.toMatch(/'unsafe-eval'/);
});
