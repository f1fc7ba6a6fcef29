// What the specs share: a test whose page may not complain, and the page in a person's words.
import AxeBuilder from "@axe-core/playwright";
import { expect, test as base } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export { expect };

/** What the test tool itself says of the worker that it keeps out; see playwright.config.mjs. */
const BY_THE_TOOL = "Service Worker registration blocked by Playwright";

/** Every test watches its page: an error, a dialog, a broken policy or a request to elsewhere fails it. */
export const test = base.extend({
  problems: [
    async ({ page, baseURL }, use) => {
      const problems = [];
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type()) && message.text() !== BY_THE_TOOL) problems.push(`console: ${message.text()}`);
      });
      page.on("pageerror", (error) => problems.push(`page: ${error}`));
      page.on("request", (request) => {
        if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(baseURL)) problems.push(`asks ${request.url()}`);
      });
      page.on("dialog", (dialog) => {
        // The browser asks when a design is not kept: the test goes on.
        if (dialog.type() === "beforeunload") return dialog.accept();
        problems.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
      });
      await use(problems);
      expect(problems, "what the page complained of").toEqual([]);
    },
    { auto: true },
  ],
  studio: async ({ page }, use) => use(new Studio(page)),
});

/** The workshop's design as a sketch. */
export const example = readFileSync(fileURLToPath(new URL("../../examples/unicorn.sketch", import.meta.url)), "utf8");

/** The names of its nodes. */
export const exampleNames = [
  "users", "edge", "main", "a", "public-a", "nat-a", "private-a", "b", "public-b", "nat-b", "private-b", "site", "main-cluster", "web", "app",
  "task-role", "execution-role", "members", "unicorn", "web-logs", "season", "pictures", "votes", "voters",
];

/** Runs the command line on a text; `FILE` among the arguments becomes the path of a file with it. */
export function groundplan(fileName, text, ...args) {
  const file = join(mkdtempSync(join(tmpdir(), "groundplan-")), fileName);
  writeFileSync(file, text);
  return execFileSync(process.env.GROUNDPLAN_CLI, args.map((argument) => (argument === "FILE" ? file : argument)), {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Where a picture for people goes. */
export const artefact = (name) => `${process.env.GROUNDPLAN_ARTEFACTS}/${name}`;

/** What axe finds at WCAG 2.2 AA, in words. It looks when colours have come to rest: halfway between two themes nothing is readable. */
export async function axe(page, within) {
  // Looked for at every picture: the promise of a transition whose element went away in the middle may never be kept.
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== "running"));
  const builder = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  // A page without frames is looked at where it is: otherwise every look opens a page of its own for putting frames' results together.
  builder.setLegacyMode(page.frames().length === 1);
  const { violations } = await (within ? builder.include(within) : builder).analyze();
  return violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}`),
  );
}

/** What `look` sees when it sees the same again a moment later: lines of large designs are routed over several frames. */
async function atRest(look) {
  let seen;
  await expect
    .poll(
      async () => {
        const before = seen;
        seen = JSON.stringify(await look());
        return seen === before;
      },
      { intervals: [0, 200], message: "the drawing comes to rest" },
    )
    .toBe(true);
  return JSON.parse(seen);
}

/** The page in a person's words. */
export class Studio {
  constructor(page) {
    this.page = page;
    this.surface = page.locator("#canvas");
    this.inspector = page.getByRole("complementary", { name: "Inspector" });
    this.drawer = page.locator(".drawer");
    this.listing = page.locator(".listing pre");
    this.status = page.locator(".status");
    this.refusal = page.locator(".hint .refusal");
    this.notice = page.locator(".notice");
    this.selected = page.locator(".overlay .selected");
    this.gallery = page.getByRole("dialog", { name: "Your designs" });
    this.undo = page.getByRole("button", { name: "Undo", exact: true });
    this.redo = page.getByRole("button", { name: "Redo", exact: true });
  }

  async open() {
    await this.page.goto("./");
    await expect(this.page.locator("html[data-started]")).toBeAttached();
    await expect.poll(() => this.zoom()).not.toBeNaN();
  }

  /** Opens the list of the designs that this browser keeps. */
  async yourDesigns() {
    await this.page.locator("summary").filter({ hasText: "Open" }).click();
    await this.page.getByRole("button", { name: "Your designs…" }).click();
    await expect(this.gallery).toBeVisible();
  }

  /** A node on the canvas by its name. */
  node(name) {
    const title = this.page.locator("text.strong").filter({ hasText: new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`) });
    return this.page.locator(".drawing [data-node]").filter({ has: title });
  }

  /** The frame of a node on the screen. */
  async box(name) {
    const rectangle = this.node(name).locator("> rect").first();
    await expect(rectangle).toBeAttached();
    return rectangle.boundingBox();
  }

  /** The frames of all nodes on the screen, by their ids. */
  boxes() {
    return atRest(() =>
      this.page.locator(".drawing [data-node]").evaluateAll((nodes) =>
        Object.fromEntries(
          nodes.map((node) => {
            const { x, y, width, height } = node.querySelector("rect").getBoundingClientRect();
            return [node.dataset.node, { x, y, width, height }];
          }),
        ),
      ),
    );
  }

  /** Where a node can be grabbed: the title of a frame, the middle of a card. */
  async grip(name) {
    const box = await this.box(name);
    const isFrame = (await this.node(name).getAttribute("class")).includes("frame");
    const zoom = await this.zoom();
    return isFrame ? { x: box.x + 70 * zoom, y: box.y + 14 * zoom } : { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** The paths of all connections by their ids. */
  lines() {
    return atRest(() =>
      this.page
        .locator(".drawing [data-connection]")
        .evaluateAll((groups) => Object.fromEntries(groups.map((group) => [group.dataset.connection, group.querySelector("path").getAttribute("d")]))),
    );
  }

  async zoom() {
    const style = (await this.page.locator(".layer").getAttribute("style")) ?? "";
    return Number(style.match(/scale\(([\d.e-]+)\)/)?.[1]);
  }

  async select(name) {
    const { x, y } = await this.grip(name);
    await this.page.mouse.click(x, y);
    await expect(this.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue(name);
  }

  /** Drags with the mouse, in steps as a hand does. */
  async drag(from, to, { drop = true } = {}) {
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
    await this.page.mouse.move(to.x, to.y, { steps: 4 });
    if (drop) await this.page.mouse.up();
  }

  async dragNode(name, dx, dy) {
    const from = await this.grip(name);
    await this.drag(from, { x: from.x + dx, y: from.y + dy });
  }

  /** The right port of a node; the pointer has to be on the node for it to be shown. */
  async port(name) {
    const { x, y, width, height } = await this.box(name);
    await this.page.mouse.move(x + width / 2, y + height / 2);
    await expect(this.page.locator(".overlay .port").first()).toBeAttached();
    return { x: x + width, y: y + height / 2 };
  }

  async middle(name) {
    const { x, y, width, height } = await this.box(name);
    return { x: x + width / 2, y: y + height / 2 };
  }

  field(name) {
    return this.inspector.locator(`[data-field="${name}"]`);
  }

  /** Makes the one error that a form of a service leads to at once: less storage than Fargate has. */
  async makeError() {
    await this.field("ephemeral_storage").getByRole("textbox").fill("5");
    await this.page.keyboard.press("Tab");
  }

  async tab(name) {
    await this.page.getByRole("tab", { name }).click();
  }

  async listed(tab) {
    await this.tab(tab);
    return this.listing.textContent();
  }

  async openText(name, text) {
    await this.page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  }

  /** Opens a design and puts the notice away. */
  async openDesign(name, text) {
    await this.openText(name, text);
    await expect(this.notice).toContainText(`${name} is open`);
    await this.notice.getByRole("button", { name: "Dismiss" }).click();
  }

  /** Exports by the menu: the name and the text of the file. */
  async export(words) {
    await this.page.locator("summary", { hasText: "Export" }).click();
    const [download] = await Promise.all([
      this.page.waitForEvent("download"),
      this.page.getByRole("button", { name: words, exact: true }).click(),
    ]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
  }
}
