package dev.slipway.standalone.apiserver.store;

import java.io.IOException;

/** The data file could not be opened, read or written. The message says which file and what to do. */
public final class StoreException extends IOException {
    private static final long serialVersionUID = 1;

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
