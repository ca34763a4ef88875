/** The line between a page and the server on `/live`: can refuse connections, keep what is sent, change what the greeting says. */

/** What it is told holds from the next connection of the page on. */
export async function standBetween(person) {
  const line = { refuses: false, keeps: false, kept: [], version: null, sockets: new Set() };
  await person.page.routeWebSocket(/\/live$/, (socket) => {
    if (line.refuses) {
      void socket.close({ code: 1012 });
      return;
    }
    const upstream = socket.connectToServer();
    line.sockets.add(socket);
    socket.onMessage((message) => {
      if (line.keeps) line.kept.push(() => upstream.send(message));
      else upstream.send(message);
    });
    upstream.onMessage((message) => {
      const frame = JSON.parse(message);
      if (frame.type === "welcome" && line.version !== null) frame.version = line.version;
      socket.send(JSON.stringify(frame));
    });
  });
  line.release = () => {
    line.keeps = false;
    for (const send of line.kept.splice(0)) send();
  };
  line.cut = async () => {
    const sockets = [...line.sockets];
    line.sockets.clear();
    await Promise.all(sockets.map((socket) => socket.close({ code: 1012 })));
  };
  line.goesDown = async () => {
    line.refuses = true;
    await line.cut();
  };
  return line;
}
