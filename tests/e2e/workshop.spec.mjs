// The workshop's architecture, drawn from an empty page by mouse, by keyboard alone and by fingers: its template is that of the example.
import { Finger, Keyboard, Mouse } from "./hands.mjs";
import { artefact, example, expect, groundplan, test } from "./studio.mjs";

/** What is to be drawn, as the example's sketch says it. */
function plan(sketch) {
  const nodes = [];
  const connections = [];
  const settings = {};
  const around = [];
  const fieldsOf = (words) => Object.fromEntries([...words.matchAll(/(\w+)=("[^"]*"|\S+)/g)].map(([, field, value]) => [field, value.replace(/^"|"$/g, "")]));
  for (const line of sketch.split("\n").filter((line) => line.trim() && !line.startsWith("#"))) {
    const [, indent, words] = line.match(/^( *)(.*)$/);
    const quoted = words.match(/^(design|description) "([^"]*)"/);
    const joined = words.match(/^(\S+) -> (\S+) : ([a-z-]+(?:, [a-z-]+)*)(.*)$/);
    if (quoted) settings[quoted[1]] = quoted[2];
    if (words.startsWith("design")) Object.assign(settings, fieldsOf(words));
    else if (words.startsWith("tag ")) settings.tag = words.slice(4).split("=");
    else if (joined) connections.push({ from: joined[1], to: joined[2], verbs: joined[3].split(", "), fields: fieldsOf(joined[4]) });
    else if (!quoted) {
      const depth = indent.length / 2;
      const [kind, name] = words.split(" ");
      around.length = depth;
      nodes.push({ kind, name, parent: around.at(-1), fields: fieldsOf(words) });
      around.push(name);
    }
  }
  return { nodes, connections, settings };
}

const workshop = plan(example);

/** A template whose subnets stand in an order that says nothing, as for CloudFormation: the one of the drawing. */
const template = (text) => JSON.parse(text, (name, value) => (name === "Subnets" ? value.map((subnet) => JSON.stringify(subnet)).sort() : value));

/** Room enough that a finger can tell a node from its ports. */
test.use({ viewport: { width: 1920, height: 1200 }, actionTimeout: 20_000 });

async function draw(page, studio, hand) {
  test.setTimeout(600_000);
  await studio.open();
  await hand.begin();
  await hand.describe(workshop.settings);
  for (const node of workshop.nodes) await hand.draw(node);
  for (const connection of workshop.connections) await hand.connect(connection);
  // Where there was room for the service, other subnets may lie.
  for (const subnet of ["public-a", "public-b"]) await hand.part("web", subnet);
  await page.screenshot({ path: artefact(`workshop-${hand.constructor.name.toLowerCase()}.png`) });
  const made = await hand.take("Template as JSON");
  expect(template(made)).toEqual(template(groundplan("unicorn.sketch", example, "synth", "FILE", "--format", "json")));
}

test("by mouse", ({ page, studio }) => draw(page, studio, new Mouse(page, studio)));

test("by keyboard alone", ({ page, studio }) => draw(page, studio, new Keyboard(page, studio)));

test.describe("by fingers", () => {
  test.use({ hasTouch: true });
  test("by touch alone", ({ page, studio }) => draw(page, studio, new Finger(page, studio)));
});
