package dev.slipway.vncproxy.relay;

import io.vertx.core.buffer.Buffer;

/**
 * What a node-agent answered.
 *
 * @param code HTTP status
 * @param contentType of the body; may be empty
 * @param body may be empty
 */
public record RelayAnswer(int code, String contentType, Buffer body) {
    /** Returns whether it did what was asked. */
    public boolean isSuccess() {
        return code / 100 == 2;
    }
}
