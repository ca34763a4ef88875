// The simplest server that could stand beside Kontor: Node and `ws`, no storage, no rights, no protocol. Whatever a
// client sends goes to every client as it is. `kontor load --peer --shape hot --mix edit` drives it.
//
// Usage: node broadcast.mjs [PORT]; prints `listening PORT`.

import { WebSocketServer } from "ws";

const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2] ?? 0), perMessageDeflate: false });

server.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    for (const client of server.clients) client.send(data, { binary: isBinary });
  });
  socket.on("error", () => socket.terminate());
});
server.on("listening", () => console.log(`listening ${server.address().port}`));
process.on("SIGTERM", () => process.exit(0));
