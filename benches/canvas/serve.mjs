// Serves the built page to a harness, with `page.js` in front of everything: node serve.mjs DIST PORT
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";

const [root, port] = [normalize(process.argv[2]), Number(process.argv[3])];
const types = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml", ".wasm": "application/wasm" };

createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const file = pathname === "/bench.js" ? new URL("page.js", import.meta.url) : normalize(join(root, pathname.endsWith("/") ? `${pathname}index.html` : pathname));
  if (typeof file === "string" && !file.startsWith(root + sep)) return response.writeHead(403).end();
  try {
    let body = await readFile(file);
    if (String(file).endsWith("index.html")) body = body.toString().replace("<title>", '<script src="/bench.js"></script><title>');
    response.writeHead(200, { "Content-Type": types[extname(String(file))] ?? "application/octet-stream", "Cache-Control": "no-store" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}).listen(port, "127.0.0.1");
