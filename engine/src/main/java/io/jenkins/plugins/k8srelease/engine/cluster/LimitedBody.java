package io.jenkins.plugins.k8srelease.engine.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A request's body that is not given out any more after a limit. The HTTP client reads it at the last moment, when the
 * connection is there and the headers are written; a process that was stopped between deciding to write and writing (a
 * signal, a sleeping machine, a slow handshake) would otherwise still send it, long after somebody else took over. The
 * server carries out no request whose body it has not got whole.
 */
final class LimitedBody extends InputStream {

    private final ByteArrayInputStream body;
    private final SendLimit limit;

    LimitedBody(byte[] body, SendLimit limit) {
        this.body = new ByteArrayInputStream(body);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (limit.hasPassed()) {
            throw new IOException("it could not be sent in time, and was not sent");
        }
        int got = body.read(into, offset, length);
        if (got < 0) {
            // Read from its beginning when the client sends the request again, as after a renewed credential.
            body.reset();
        }
        return got;
    }
}
