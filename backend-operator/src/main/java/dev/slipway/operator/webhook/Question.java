package dev.slipway.operator.webhook;

import io.vertx.core.buffer.Buffer;

/** A question as far as it has come; its room is given back once. */
final class Question implements AutoCloseable {
    private final HeldBytes room;
    private final int largest;
    private Buffer body = Buffer.buffer();
    private boolean closed;

    Question(HeldBytes room, int largest) {
        this.room = room;
        this.largest = largest;
    }

    /** Adds a part, unless the question is too large or the room is taken. */
    synchronized boolean add(Buffer part) {
        if (closed || body.length() + part.length() > largest || !room.take(part.length())) {
            return false;
        }
        body.appendBuffer(part);
        return true;
    }

    synchronized byte[] bytes() {
        return body.getBytes();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            room.give(body.length());
            body = Buffer.buffer();
        }
    }
}
