import { Socket } from 'node:net';

/** The socket of a client that may connect once. */
export interface OneSocket {
  /** As the client asks for one: each after the first is one whose connection is lost. */
  readonly open: () => Socket;
  /** Gives up a connection that is still being made: the client itself forgets it, and the server would wait for its login. */
  giveUp(): void;
}

/**
 * Lets a client connect to a server once. Clients connect again by themselves where a connection was lost; what a session
 * held (a snapshot, a lock, a transaction) would silently be gone.
 * @param host a name, an address, or the folder of its socket
 */
export function oneSocket({ host, port }: { readonly host: string; readonly port: number }): OneSocket {
  let socket: Socket | undefined;
  return {
    open() {
      if (socket) return lost();
      socket = new Socket();
      // The client takes the name for TLS from here.
      Object.assign(socket, { host });
      return host.startsWith('/') ? socket.connect(`${host}/.s.PGSQL.${port}`) : socket.connect(port, host);
    },
    giveUp() {
      if (socket?.connecting) socket.destroy();
    },
  };
}

/** It fails once the client listens to it. */
function lost(): Socket {
  const socket = new Socket();
  const error = Object.assign(new Error('the connection was lost'), { code: 'CONNECTION_CLOSED' });
  setImmediate(() => socket.destroy(error));
  return socket;
}
