// The only place that makes a WebSocket. Its handlers are closures of JavaScript, so that a socket that was let
// go has nothing of Rust's left to call.

const ignore = () => {};
export const OPENED = 0;
export const FRAME = 1;
export const OVER = 2;

export function openSocket(Class, url, tell, protocol) {
  const socket = protocol === undefined ? new Class(url) : new Class(url, protocol);
  socket.onopen = (event) => tell(OPENED, socket, event);
  socket.onmessage = (event) => tell(FRAME, socket, event);
  socket.onclose = (event) => tell(OVER, socket, event);
  // Browsers say nothing in an error that the close after it does not; Node's `ws` throws where nobody listens.
  socket.onerror = ignore;
  return socket;
}

export function dropSocket(socket, code) {
  socket.onopen = socket.onmessage = socket.onclose = ignore;
  if (code === undefined) socket.close();
  else socket.close(code);
}
