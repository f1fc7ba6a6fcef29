// The rules and exports run in a worker: the page is there before it, and stays there without it.
import { expect, test } from "./studio.mjs";

const ENGINE = /groundplan-engine_bg\.wasm/;
const WRONG = `vpc main cidr=10.0.0.0/16
  subnet a cidr=10.0.0.0/24
  subnet b cidr=10.0.0.0/24
`;

test("one can draw before the rules are there, and what was drawn is checked then", async ({ studio, page }) => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route(ENGINE, async (route) => {
    await held;
    await route.continue();
  });
  await studio.open();
  await expect(studio.status).toHaveText("Loading the rules");
  await studio.openDesign("wrong.sketch", WRONG);
  await studio.tab("Findings");
  await expect(studio.drawer).toContainText("The rules are being loaded");
  await studio.tab("Template");
  await expect(studio.drawer.getByRole("status")).toHaveText("The template is being written…");
  release();
  await expect(studio.listing).toContainText("AWS::EC2::VPC");
  await studio.tab("Findings");
  await expect(studio.drawer.locator(".finding").filter({ hasText: "10.0.0.0/24" }).first()).toBeVisible();
});

test("an engine that cannot be loaded says so, takes nothing with it, and can be tried again", async ({ studio, page, problems }) => {
  await page.route(ENGINE, (route) => route.abort());
  await studio.open();
  await expect(studio.status).toHaveText("Not checked");
  await studio.openDesign("wrong.sketch", WRONG);
  await studio.tab("Findings");
  await expect(studio.drawer.getByRole("alert")).toContainText("This is not checked:");
  await studio.tab("Script");
  await expect(studio.drawer.getByRole("alert")).toContainText("The deploy script could not be written:");
  await page.locator("summary", { hasText: "Export" }).click();
  await page.getByRole("button", { name: "Deploy script", exact: true }).click();
  await expect(studio.notice).toContainText("could not be exported");
  // The browser itself may report its attempts; nothing else may complain.
  expect(problems.splice(0).filter((problem) => problem !== "console: Failed to load resource: net::ERR_FAILED")).toEqual([]);

  await page.unroute(ENGINE);
  await studio.drawer.getByRole("button", { name: "Try again" }).click();
  await expect(studio.listing).toContainText("#!/usr/bin/env bash");
  await expect(studio.status).toHaveText(/error/);
});

test("an engine that lost the thread is told the whole design again", async ({ studio, page }) => {
  await studio.open();
  await expect(studio.status).toHaveText("No findings");
  await page.workers()[0].evaluate(() => self.postMessage({ reply: JSON.stringify({ number: 0, answer: { Refused: "nodes[3]: found nothing" } }) }));
  await expect.poll(() => page.workers().length).toBe(0);
  await studio.select("web");
  await studio.makeError();
  await expect(studio.status).toHaveText("1 error");
});

for (const [tab, file, first] of [["Script", "deploy-parts.txt", "#!/usr/bin/env bash"], ["CDK", "cdk-types.txt", "class "]]) {
  test(`${tab}: a text that could not be fetched is asked for again`, async ({ page, studio, problems }) => {
    await page.route(`**/${file}*`, (route) => route.abort());
    await studio.open();
    await studio.tab(tab);
    await expect(studio.drawer.getByRole("alert")).toContainText(`${file} could not be loaded`);
    await page.unroute(`**/${file}*`);
    await studio.drawer.getByRole("button", { name: "Try again" }).click();
    await expect(studio.listing).toContainText(first);
    // The browser itself says that the request failed.
    problems.splice(0, problems.length, ...problems.filter((problem) => !problem.includes("ERR_FAILED")));
  });
}

test("an engine that stops is followed by another one, which knows the whole design", async ({ studio, page }) => {
  await studio.open();
  await expect(studio.status).toHaveText("No findings");
  await page.workers()[0].evaluate(() => self.postMessage({ broken: "it was stopped" }));
  await expect.poll(() => page.workers().length).toBe(0);
  await studio.select("web");
  await studio.makeError();
  await expect(studio.status).toHaveText("1 error");
  expect(page.workers()).toHaveLength(1);
  await studio.tab("Template");
  await expect(studio.listing).toContainText("AWS::EC2::NatGateway");
});

test("what somebody wrote into a policy is checked by the list of AWS's actions", async ({ studio }) => {
  await studio.open();
  await studio.openDesign("policy.sketch", `role reader trust=ecs-tasks.amazonaws.com statements=[{Effect=Allow, Action=s3:GetObjct, Resource="*"}]\n`);
  await studio.tab("Findings");
  await expect(studio.drawer.locator(".finding").filter({ hasText: "unknown-action" })).toContainText("s3:GetObject");
});
