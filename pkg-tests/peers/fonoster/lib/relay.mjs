// A door that Envoy finds always at the same place, while the server behind it is another one in each case.
import { connect, createServer } from "node:net";

const LOOPBACK = "127.0.0.1";

/**
 * @returns {Promise<{ address: string, lead: (to?: string) => void, close: () => Promise<void> }>} `lead` cuts what is
 *   open, and from then on leads to "host:port", or nowhere
 */
export async function openRelay() {
  let target;
  const open = new Set();
  const join = (from, to) => {
    // A small frame would wait for the receipt of the one before.
    from.setNoDelay(true);
    from.pipe(to);
    from.on("error", () => {});
    from.on("close", () => {
      open.delete(from);
      to.destroy();
    });
    open.add(from);
  };
  const cut = () => open.forEach((socket) => socket.destroy());
  const server = createServer((incoming) => {
    if (!target) return void incoming.destroy();
    const outgoing = connect({ host: LOOPBACK, port: Number(target.split(":")[1]) });
    join(incoming, outgoing);
    join(outgoing, incoming);
  });
  await new Promise((resolve) => void server.listen(0, LOOPBACK, resolve));
  return {
    address: `${LOOPBACK}:${server.address().port}`,
    lead(to) {
      target = to;
      cut();
    },
    close: () =>
      new Promise((closed) => {
        server.close(closed);
        cut();
      }),
  };
}
