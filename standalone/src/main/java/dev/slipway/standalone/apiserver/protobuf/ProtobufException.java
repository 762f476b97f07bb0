package dev.slipway.standalone.apiserver.protobuf;

/** Says that bytes are not the protobuf form of an object; the message completes "the body is no object: it …". */
public final class ProtobufException extends Exception {
    private static final long serialVersionUID = 1;

    ProtobufException(String message) {
        super(message, null, false, false);
    }
}
