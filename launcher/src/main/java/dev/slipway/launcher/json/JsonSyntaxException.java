package dev.slipway.launcher.json;

/** Text is not JSON, or is beyond the reader's bounds; the message says where and why. */
public final class JsonSyntaxException extends Exception {
    JsonSyntaxException(String message) {
        super(message);
    }
}
