// The first lesson as a student plays it: from an empty page, with the mistake that many make in every step, to a template that AWS takes.
// Everything is drawn by palette, keys and forms; no step is solved by the lesson itself.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Lessons } from "./lessons.mjs";
import { isForDevelopment, reason, release, started, visit } from "./released.mjs";
import { artefact, expect, Studio, test } from "./studio.mjs";

test.use({ viewport: { width: 1920, height: 1080 } });

/** A student: what they do with the page. */
class Student {
  constructor(page, studio, lessons) {
    Object.assign(this, { page, studio, lessons });
  }

  /** Draws a kind, in a node when one is named, and gives it a name and fields. */
  async draw(kind, name, { parent, ...fields } = {}) {
    if (parent) await this.choose(parent);
    else await this.page.keyboard.press("Escape");
    await this.page.locator(".palette-entry").filter({ hasText: new RegExp(`^\\s*${kind}\\s*$`) }).click();
    const title = this.studio.inspector.getByRole("textbox", { name: "Name", exact: true });
    await title.fill(name);
    await title.press("Enter");
    await expect(this.studio.node(name)).toBeAttached();
    await this.set(name, fields);
  }

  /** Selects a node by the finder. */
  async choose(name) {
    await this.studio.surface.focus();
    await this.page.keyboard.press("Control+f");
    await this.page.getByRole("combobox", { name: "Find" }).fill(name);
    await this.page.getByRole("listbox", { name: "Found" }).getByRole("option").filter({ has: this.page.getByText(name, { exact: true }) }).first().click();
    await expect(this.studio.inspector.getByRole("textbox", { name: "Name", exact: true })).toHaveValue(name);
  }

  async set(name, fields) {
    if (Object.keys(fields).length === 0) return;
    await this.choose(name);
    for (const [field, value] of Object.entries(fields)) await this.fill(field, value);
  }

  async fill(field, value) {
    const filter = this.studio.inspector.getByRole("searchbox", { name: "Find a field" });
    const control = this.studio.field(field).locator("input, select").first();
    if (!(await control.isVisible()) && (await filter.count()) > 0) await filter.fill(field.replaceAll("_", " "));
    if (await control.evaluate((element) => element.tagName === "SELECT")) {
      await control.selectOption(value);
    } else {
      await control.fill(value);
      await control.press("Enter");
    }
    if ((await filter.count()) > 0) await filter.fill("");
  }

  /** Connects two nodes by a drag from the port of the first one, and says what it means. */
  async connect(from, to, meaning) {
    // What was added lies where there was room, over other things, too.
    await this.studio.surface.focus();
    await this.page.keyboard.press("Escape");
    await this.page.getByRole("button", { name: "Arrange everything", exact: true }).click();
    await this.choose(from);
    await this.page.getByRole("button", { name: "Show everything" }).click();
    const count = await this.page.locator("[data-connection]").count();
    const box = await this.studio.box(from);
    const port = { x: box.x + box.width, y: box.y + box.height / 2 };
    await this.page.mouse.move(port.x - 2, port.y);
    await expect(this.page.locator(".overlay .port").first()).toBeAttached();
    await this.studio.drag(port, await this.studio.grip(to));
    await expect(this.page.locator("[data-connection]"), `${from} is connected with ${to}`).toHaveCount(count + 1);
    if (meaning) {
      const bar = this.page.getByRole("group", { name: "Meaning of the connection" });
      await bar.getByRole("button", { name: meaning, exact: true }).click();
    }
  }

  /** Selects a connection in the list of a node. */
  async follow(node, words) {
    await this.choose(node);
    await this.studio.inspector.getByRole("group", { name: "Connections" }).getByRole("button", { name: words }).click();
  }

  async disconnect(node, words) {
    await this.follow(node, words);
    await this.studio.inspector.getByRole("button", { name: "Delete" }).click();
  }

  /** Sees that a goal is not met and why, takes every hint, and sees what they say. */
  async misses(goal, why, ...hints) {
    const shown = this.lessons.goal(goal);
    await expect(shown.locator(".goal-state")).toHaveText(/Not yet|Cannot be told/);
    if (why) await expect(shown).toContainText(why);
    for (const [at] of hints.entries()) await shown.getByRole("button", { name: `Hint ${at + 1} of ${hints.length}` }).click();
    await expect(shown.locator(".hints li")).toContainText(hints);
  }

  async answers(...answers) {
    for (const answer of answers) {
      const quiz = this.lessons.panel.locator("form.quiz").filter({ hasText: answer });
      await quiz.getByLabel(answer).check();
    }
    const quiz = this.lessons.panel.locator("form.quiz").filter({ hasText: answers[0] });
    await quiz.getByRole("button", { name: "Check the answer" }).click();
    return quiz.getByRole("status");
  }

  /** Ends a step whose goals are all met. */
  async goesOn(to) {
    await expect(this.lessons.panel.locator(".goals > li.unmet, .goals > li.waits, .goals > li.unsure")).toHaveCount(0);
    await expect(this.lessons.next).toHaveText("Next");
    await this.lessons.next.click();
    await expect(this.lessons.heading).toHaveText(new RegExp(`^${to}\\. `));
  }
}

test("a student who makes the usual mistakes ends with a template that deploys", async ({ page, studio }) => {
  test.setTimeout(240_000);
  await studio.open();
  await play(page, studio);
});

test.describe("a release", () => {
  test.use({ serviceWorkers: "allow" });
  test.skip(isForDevelopment, reason);

  test("the same with the network cut after the first load", async ({ browser }) => {
    test.setTimeout(240_000);
    const { origin, stop } = await release();
    const page = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage();
    await visit(page, origin);
    await stop();
    await page.reload();
    await started(page);
    await play(page, new Studio(page));
    await page.context().close();
  });
});

/** Plays the lesson from its first step to its last, and deploys the template that comes out. */
async function play(page, studio) {
  const lessons = new Lessons(page);
  const student = new Student(page, studio, lessons);
  await lessons.begin("Fargate and a load balancer, step by step");
  await page.getByRole("button", { name: "Drawer", exact: true }).click();

  // 1. The usual port of a web server, and not the one that the program listens on.
  await student.draw("VPC", "network");
  await student.draw("ECS cluster", "group", { parent: "network" });
  await student.draw("Fargate service", "shop", { parent: "group", cpu: "512", memory: "1024" });
  await student.draw("Container", "program", { parent: "shop", port: "80" });
  await student.misses("The program listens on port 8080", "program has port 80", "Select program and set its port");
  await student.set("program", { port: "8080" });
  await expect(await student.answers("As two services of one cluster")).toContainText("do not share a network interface");
  await expect(await student.answers("As two containers of one service")).toContainText("share one network interface");
  await student.goesOn(2);

  // 2. A repository as it comes, whose tags can be moved.
  await student.draw("ECR repository", "images");
  await student.misses("There is a repository whose tags cannot be moved", "images", "Draw an ECR repository", "set Tags to IMMUTABLE");
  await student.set("images", { tag_mutability: "IMMUTABLE" });
  await student.goesOn(3);

  // 3. One role for everything, and a bucket that is only read.
  await student.draw("IAM role", "task");
  await student.connect("shop", "task", "assumes");
  await student.draw("S3 bucket", "photos");
  await student.connect("shop", "photos", "read");
  await student.draw("DynamoDB table", "votes", { partition_key: "unicorn", sort_key: "voter" });
  await student.connect("shop", "votes", "read, write");
  await student.misses("The service has a task role and another role", undefined, "Draw two roles", "as `starts-with`");
  await student.misses("The program can read and write pictures", "s3:PutObject", "Draw an S3 bucket", "a second one `write`");
  await student.draw("IAM role", "execution");
  await student.connect("shop", "execution", "starts-with");
  await student.follow("shop", /^shop reads.* photos/);
  await studio.inspector.getByRole("radio", { name: /^read, write/ }).check();
  await student.goesOn(4);

  // 4. Private subnets without a way out, and two of them with the same addresses.
  for (const [zone, number] of [["a", "1"], ["b", "2"]]) {
    await student.draw("Availability zone", zone, { parent: "network", number });
    const net = number - 1;
    await student.draw("Subnet", `front-${zone}`, { parent: zone, cidr: `10.0.${net}.0/24`, access: "public" });
    await student.draw("Subnet", `back-${zone}`, { parent: zone, cidr: "10.0.10.0/24", access: "private" });
    await student.connect("shop", `back-${zone}`, undefined);
  }
  await student.misses("Tasks can call out", "shop", "A private subnet needs a NAT gateway", "into a public subnet of each zone");
  await student.misses("Address ranges do not overlap", "10.0.10.0/24", "Give each subnet a range of its own");
  await student.set("back-b", { cidr: "10.0.11.0/24" });
  // Without a connection, a private subnet takes the gateway of its zone.
  for (const zone of ["a", "b"]) await student.draw("NAT gateway", `nat-${zone}`, { parent: `front-${zone}` });
  await student.goesOn(5);

  // 5. The load balancer asks on its own port, and lay on a private subnet when it was put down.
  await student.draw("Application load balancer", "site", { parent: "network" });
  await student.connect("site", "front-a");
  await student.connect("site", "front-b");
  await student.connect("site", "shop");
  await student.fill("port", "80");
  await student.draw("Internet", "visitors");
  await student.connect("visitors", "site");
  await student.misses("Requests get from the load balancer to the container", "no container of service shop names port 80", "it `forwards` there", "on which program listens");
  await student.misses("Visitors reach the site", "subnet back-b is not public", "Draw the internet", "visitors send `requests`");
  await student.disconnect("site", /^site spans.* back-b/);
  await student.follow("site", /^site forwards/);
  await student.fill("port", "8080");
  await student.goesOn(6);

  // 6. The group around the load balancer, and not around the tasks.
  await student.draw("Security group", "door", { parent: "network" });
  await student.connect("door", "site");
  await student.misses("A group of your own is around the tasks", "door", "Draw a security group", "it `guards` the tasks", "adds the right one");
  await student.disconnect("door", /^door guards/);
  await student.connect("door", "shop");
  await student.goesOn(7);

  // 7. A log group that nobody writes to.
  await student.connect("program", "images");
  await student.draw("Log group", "output");
  await student.misses("The agent may write the container's output", "output", "it `logs` there", "from program to output");
  await student.connect("program", "output");
  await student.goesOn(8);

  // 8. A month of logs.
  await student.set("output", { retention: "30" });
  await student.misses("Lines of the log are kept for two weeks at most", "30", "set its retention to 14 days");
  await student.set("output", { retention: "14" });
  await student.goesOn(9);

  // 9. Three tasks in two zones.
  await student.set("shop", { desired_count: "3" });
  await student.misses("At least two tasks are left when a zone fails", "1 of the tasks of shop", "evenly over its zones", "four tasks in two zones");
  await student.set("shop", { desired_count: "4" });
  await student.goesOn(10);

  // 10. CloudFront in front, and the old way still open.
  await student.draw("CloudFront distribution", "edge");
  await student.connect("visitors", "edge");
  await student.connect("edge", "site");
  await student.misses("Nobody goes round it", "visitors", "Remove the connection from visitors to site");
  await student.disconnect("visitors", /^visitors .* site/);
  await student.goesOn(11);

  await expect(await student.answers("A bucket or repository still holds something")).toContainText("Right");
  await expect(lessons.step.locator("option", { hasText: /done$/ })).toHaveCount(11);
  await expect(lessons.step.locator("option", { hasText: /solved|skipped/ })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Show everything" }).click();
  await page.screenshot({ path: artefact("lesson-played.png") });

  const [yaml, json] = [await studio.export("Template as YAML"), await studio.export("Template as JSON")];
  const made = deployed(yaml.text, json.text);
  expect(made.running).toEqual({ count: 4, ports: [8080] });
  expect(made.created).toEqual(expect.arrayContaining(["AWS::ECS::Service", "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::EC2::NatGateway", "AWS::DynamoDB::Table", "AWS::S3::Bucket"]));
}

/** What became of a template that the real AWS command line deployed against moto. */
function deployed(yaml, json) {
  const python = process.env.GROUNDPLAN_PYTHON_MOTO;
  expect(python, "GROUNDPLAN_PYTHON_MOTO names the Python with moto; `cargo xtask test --only e2e` sets it").toBeTruthy();
  const files = [artefact("lesson-played.yaml"), artefact("lesson-played.json")];
  writeFileSync(files[0], yaml);
  writeFileSync(files[1], json);
  const judge = fileURLToPath(new URL("../judges/exported.py", import.meta.url));
  return JSON.parse(execFileSync(python, [judge, ...files], { encoding: "utf8" }));
}
